"""From ranges and levels to design points, one module for each way of making them."""
