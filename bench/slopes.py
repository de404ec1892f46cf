"""Tells a leak from noise: the slope of a series with its uncertainty."""

import math
from typing import NamedTuple

# Two-sided 99 %: a script that judges five series should seldom be wrong by chance.
T_99 = ((5, 4.03), (10, 3.17), (20, 2.85), (50, 2.68), (math.inf, 2.58))
FEWEST_SAMPLES = 8


class Slope(NamedTuple):
    """A fitted line.

    per_hour: by how much the series grows in an hour
    noise_per_hour: half of the 99 % interval around it
    hours: from the first to the last sample
    """

    per_hour: float
    noise_per_hour: float
    hours: float

    @property
    def drift(self):
        """By how much the fitted line grows from the first to the last sample."""
        return self.per_hour * self.hours

    def is_zero_within_noise(self):
        return abs(self.per_hour) <= self.noise_per_hour

    def is_leak(self, negligible):
        """Whether the series grows by more than noise, and by more than what does not matter."""
        return self.per_hour > self.noise_per_hour and self.drift > negligible

    def is_too_noisy(self, tolerable):
        """Whether a growth of so much over the run could hide in the noise."""
        return self.noise_per_hour * self.hours > tolerable


def fit(seconds, values):
    """Least squares. Neighbouring samples of a process are alike, so that they count for less than as many
    independent ones: the number of samples is reduced by the autocorrelation of the residuals."""
    count = len(values)
    if count < FEWEST_SAMPLES or count != len(seconds):
        raise ValueError(f"a slope needs {FEWEST_SAMPLES} samples or more, not {count}")
    hours = [(each - seconds[0]) / 3600 for each in seconds]
    mean_x, mean_y = sum(hours) / count, sum(values) / count
    spread = sum((x - mean_x) ** 2 for x in hours)
    slope = sum((x - mean_x) * (y - mean_y) for x, y in zip(hours, values)) / spread
    residuals = [y - mean_y - slope * (x - mean_x) for x, y in zip(hours, values)]
    squares = sum(r * r for r in residuals)
    independent = max(3.0, count * _independence(residuals, squares))
    error = math.sqrt(squares / (count - 2) / spread * count / independent)
    quantile = next(t for most, t in T_99 if independent - 2 <= most)
    return Slope(slope, quantile * error, hours[-1])


def _independence(residuals, squares):
    if squares == 0:
        return 1.0
    correlation = sum(a * b for a, b in zip(residuals, residuals[1:])) / squares
    correlation = min(max(correlation, 0.0), 0.95)
    return (1 - correlation) / (1 + correlation)
