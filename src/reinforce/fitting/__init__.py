"""What a log says about memory and performance: models fitted to it, how well they predict, and how to adopt them."""

try:
    import fsrs_rs_python
    import polars as pl
    import sklearn
except ImportError as error:  # pragma: no cover - the tests run with all of them
    message = "reinforce.fitting needs more packages: pip install reinforce-engine[fitting]"
    raise ImportError(message) from error

from reinforce.fitting.adoption import AdoptionPreview, adopt, preview_adoption
from reinforce.fitting.evaluation import Evaluation, evaluate
from reinforce.fitting.fitted_parameters import FittedParameters, GroupFit
from reinforce.fitting.metrics import Bins, auc, log_loss
from reinforce.fitting.parameters import fit
from reinforce.fitting.performance import fit_performance
from reinforce.fitting.performance_evaluation import evaluate_performance

del fsrs_rs_python, pl, sklearn

__all__ = [
    "AdoptionPreview",
    "Bins",
    "Evaluation",
    "FittedParameters",
    "GroupFit",
    "adopt",
    "auc",
    "evaluate",
    "evaluate_performance",
    "fit",
    "fit_performance",
    "log_loss",
    "preview_adoption",
]
