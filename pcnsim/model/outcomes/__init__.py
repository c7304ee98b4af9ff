"""What is measured: the list of outcomes with unit and formula (``declared``) and how a week is observed (``observe``)."""
