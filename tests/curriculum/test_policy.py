from curriculum.policy import Policy, policy_in_words

DEFAULTS = Policy(version=1)


def test_the_default_rule_in_words():
    sentence, *full = policy_in_words(DEFAULTS, weeks=8, homeworks=8)

    assert sentence == (
        "To complete the course, miss at most 1 week, attend at least 5 weekly discussions, "
        "pass at least 7 of the 8 required homeworks and hand in the exit survey."
    )
    assert any("One excused week is free" in line for line in full)
    assert any("never counts against you" in line for line in full)
    assert not any("lecture" in line for line in full)


def test_a_stricter_rule_in_words():
    policy = Policy(
        2, max_misses=0, free_excused=0, min_attended=8, max_unpassed=0, survey_required=False, max_unticked=2
    )

    text = " ".join(policy_in_words(policy, weeks=8, homeworks=8))

    rule = (
        "miss no week, attend at least 8 weekly discussions, pass all 8 required homeworks and tick off the lectures."
    )
    assert rule in text
    assert "Each excused week counts as missed." in text
    assert "at most 2 may stay unticked" in text
    assert "survey" not in text
