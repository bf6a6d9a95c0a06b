"""Money: whom we pay, how much, and by whose word."""

from mlsafety_course.home.registry.parts import Kept, Part, history

OWNER = "stipend__enrollment__person"
PAID = "what you were paid, with the fee and anything withheld"
CHECKSUMS = "checksums of your payment details, for comparing"

STIPEND = Part(
    title="Your stipend",
    why="To pay you the stipend once and to the right place, and to be able to prove it. We keep no bank numbers and "
    "no tax documents. The name on your account and where the money goes are encrypted.",
    until="Payment details one year after the stipend was paid, declined or given up; then they are overwritten. "
    "Amounts, dates and the ledger for as long as the law asks of our books; after an erasure without your name.",
    models=[
        Kept(
            "stipends.Payee",
            name="Payment details",
            line="Version {version}: {method}",
            personal={
                "legal_name_encrypted": "the name on your account",
                "method": "how you want to be paid",
                "destination_encrypted": "where to: a PayPal address or our finance team's reference",
                "country": "your country",
                "given_at": "when you told us",
                "usable_from": "from when on we pay to it",
            },
            plain="person version given_by",
            withheld={
                "proof_encrypted": "finance's note of what was agreed about another way of payment",
                "fingerprint": CHECKSUMS,
                "digest": CHECKSUMS,
            },
            person="person",
            newest="given_at",
        ),
        Kept(
            "stipends.Stipend",
            name="Stipends",
            line="{enrollment}: {status}",
            personal={
                "amount_cents": "how much you are owed",
                "status": "where your stipend stands",
                "expected_on": "the day we told you",
                "withheld_cents": PAID,
                "withheld_reason": PAID,
            },
            plain="public_id enrollment completion terms currency opened_at payee approved_by approved_at held_at "
            "held_by",
            withheld={
                "approved_digest": CHECKSUMS,
                "hold_reason": "notes of staff on a stipend that waits",
            },
            person="enrollment__person",
            newest="opened_at",
            related=(
                "enrollment__person",
                "enrollment__cohort",
                "completion__enrollment__person",
                "completion__enrollment__cohort",
                "terms__cohort",
                "payee__person",
            ),
        ),
        history(
            "stipends.StipendMove",
            "How your stipends went",
            "subject__enrollment__person",
            related=("subject__enrollment__person",),
        ),
        Kept(
            "stipends.Payout",
            name="Payments",
            line="{number}: {status}",
            personal={
                "gross_cents": PAID,
                "net_cents": PAID,
                "withheld_cents": PAID,
                "withheld_reason": PAID,
                "fee_cents": PAID,
                "reference": "the bank's reference",
                "settled_at": "when the payment arrived",
                "claim_by": "until when you can claim a payment",
                "transaction_id": "the provider's name of the transfer",
            },
            plain="public_id number stipend batch attempt status person approver releaser payee fee_bearer currency "
            "due_at lease_until tries misses first_sent_at waits_for",
            withheld={
                "key": "the mark by which a payment is made once",
                "payee_digest": CHECKSUMS,
            },
            person="person",
            newest="batch__opened_at",
            related=(OWNER, "payee__person"),
        ),
        history("stipends.PayoutMove", "How your payments went", "subject__person"),
        Kept(
            "stipends.Clearance",
            name="Checks before a payment",
            line="{kind}: {outcome}",
            personal={
                "kind": "that a tax form came or was not needed, and that names were held against sanctions lists",
                "outcome": "how each check ended",
                "at": "when",
            },
            plain="person by",
            withheld={"note": "notes of staff on a check"},
            person="person",
            newest="at",
        ),
        Kept(
            "stipends.LedgerEntry",
            name="Entries in our books",
            line="{event}, {account}",
            personal={"event": "each step of your stipend in our books", "amount_cents": "how much you are owed"},
            plain="group key account currency stipend payout by at",
            person=OWNER,
            newest="at",
            related=(OWNER,),
        ),
    ],
)
