"""What is answered with: frozen, and with the field names of the command line's JSON. Imports nothing of the other rooms."""

from hea_core.results.candidate import Candidate, Decoded, Feasibility, TargetReceipt
from hea_core.results.enums import Domain, Method, Side, Status, Verdict
from hea_core.results.prediction import (
    Classes,
    Encoding,
    Examination,
    Flips,
    Neighbour,
    Prediction,
    Property,
    Quantity,
    Refusal,
)
from hea_core.results.suggestion import Suggestion
from hea_core.results.table import Answers, flat_properties, frame, plain, record
from hea_core.results.trajectory import GoalReceipt, TradeOff, Trajectory, TrajectoryStep

Predictions = Answers[Prediction | Refusal]
Encodings = Answers[Encoding]
Candidates = Answers[Candidate]
Suggestions = Answers[Suggestion]

__all__ = [
    "Answers", "Candidate", "Candidates", "Classes", "Decoded", "Domain", "Encoding", "Encodings", "Examination", "Feasibility",
    "Flips", "GoalReceipt", "Method", "Neighbour", "Prediction", "Predictions", "Property", "Quantity", "Refusal", "Side", "Status",
    "Suggestion", "Suggestions", "TargetReceipt", "TradeOff", "Trajectory", "TrajectoryStep", "Verdict", "flat_properties",
    "frame", "plain", "record",
]  # fmt: skip
