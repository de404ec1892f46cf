"""The check of soak.py must flag a leak and leave noise alone."""

import random
import unittest

import slopes

MINUTES = 30
SECONDS = [15 * i for i in range(MINUTES * 4)]


def series(noise, leak_per_hour=0.0, memory=0.0, seed=1):
    """A level of 500, with noise of which each sample remembers a share of the one before, and a leak."""
    source, carried, values = random.Random(seed), 0.0, []
    for second in SECONDS:
        carried = memory * carried + source.gauss(0, noise)
        values.append(500 + carried + leak_per_hour * second / 3600)
    return values


def flagged(count, negligible=0.0, **shape):
    return sum(slopes.fit(SECONDS, series(seed=seed, **shape)).is_leak(negligible) for seed in range(count))


class SlopesTests(unittest.TestCase):

    def test_finds_the_slope_of_a_line(self):
        slope = slopes.fit(SECONDS, series(noise=0, leak_per_hour=12))

        self.assertAlmostEqual(slope.per_hour, 12)
        self.assertAlmostEqual(slope.drift, 12 * SECONDS[-1] / 3600)
        self.assertFalse(slope.is_zero_within_noise())

    def test_finds_no_slope_in_a_constant(self):
        slope = slopes.fit(SECONDS, series(noise=0))

        self.assertEqual(slope.per_hour, 0)
        self.assertTrue(slope.is_zero_within_noise())
        self.assertFalse(slope.is_leak(0))

    def test_leaves_noise_alone(self):
        self.assertLessEqual(flagged(200, noise=5), 4)

    def test_leaves_noise_alone_that_remembers(self):
        self.assertLessEqual(flagged(200, noise=5, memory=0.7), 6)

    def test_flags_a_leak_in_noise(self):
        self.assertEqual(flagged(200, noise=5, leak_per_hour=24), 200)

    def test_flags_a_leak_in_noise_that_remembers(self):
        self.assertGreaterEqual(flagged(200, noise=2, memory=0.7, leak_per_hour=24), 198)

    def test_flags_a_leak_of_steps(self):
        values = [100 + second // 300 for second in SECONDS]

        self.assertTrue(slopes.fit(SECONDS, values).is_leak(2))

    def test_does_not_flag_what_shrinks(self):
        slope = slopes.fit(SECONDS, series(noise=1, leak_per_hour=-50))

        self.assertFalse(slope.is_zero_within_noise())
        self.assertFalse(slope.is_leak(0))

    def test_does_not_flag_what_does_not_matter(self):
        self.assertEqual(flagged(20, negligible=8, noise=0.1, leak_per_hour=10), 0)
        self.assertEqual(flagged(20, negligible=4, noise=0.1, leak_per_hour=10), 20)

    def test_says_where_a_leak_could_hide_in_the_noise(self):
        self.assertTrue(slopes.fit(SECONDS, series(noise=100)).is_too_noisy(20))
        self.assertFalse(slopes.fit(SECONDS, series(noise=1)).is_too_noisy(20))

    def test_refuses_too_few_samples(self):
        with self.assertRaises(ValueError):
            slopes.fit([0, 1, 2], [1, 2, 3])


if __name__ == "__main__":
    unittest.main()
