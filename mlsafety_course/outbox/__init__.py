"""Mail that leaves: a row written in the transaction of the act, found by the tick, sent by Celery.

`post.write(letter, at=now)` is all that the apps call.
"""
