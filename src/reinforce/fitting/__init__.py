"""What a review log says about memory: weights fitted to it, how well they predict, and how to adopt them."""

try:
    import fsrs_rs_python
    import polars as pl
    import sklearn
except ImportError as error:  # pragma: no cover - the tests run with all of them
    message = "reinforce.fitting needs more packages: pip install reinforce-engine[fitting]"
    raise ImportError(message) from error
del fsrs_rs_python, pl, sklearn

from reinforce.fitting.evaluation import Evaluation, evaluate
from reinforce.fitting.measures import Bins, auc, log_loss
from reinforce.fitting.parameters import Fitted, GroupFit, fit

__all__ = [
    "Bins",
    "Evaluation",
    "Fitted",
    "GroupFit",
    "auc",
    "evaluate",
    "fit",
    "log_loss",
]
