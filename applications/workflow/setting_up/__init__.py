"""Setting up a round: its dates and places, its questions, how it is judged, and the promises it makes."""
