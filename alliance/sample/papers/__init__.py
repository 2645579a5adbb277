"""What the sample plans say, one module for each network; last year's paper first."""
