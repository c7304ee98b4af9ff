"""What is measured: the outcomes with unit and formula (``declared``) and how a week is observed (``observe``)."""
