"""What is measured: the outcomes with unit and formula (``declared``), and how they are observed, week and run."""
