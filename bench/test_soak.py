"""What soak.py concludes from samples: the leaking series is its negative control."""

import random
import unittest

import soak

SECONDS = [15 * i for i in range(120)]


def samples(leaking=None, per_hour=0.0, noise=0.2):
    source = random.Random(1)
    rows = []
    for second in SECONDS:
        row = [80.0, 600.0, 10.0, 40.0, 41.0]
        row = [value + source.gauss(0, noise) for value in row]
        if leaking is not None:
            row[leaking] += per_hour * second / 3600
        rows.append(row)
    return rows


class SoakTests(unittest.TestCase):

    def test_finds_nothing_in_a_quiet_run(self):
        rows, failures = soak.judged(SECONDS, samples())

        self.assertEqual(failures, [])
        self.assertEqual(len(rows), len(soak.SERIES))

    def test_flags_each_series_that_leaks(self):
        for index, (name, _, negligible) in enumerate(soak.SERIES):
            _, failures = soak.judged(SECONDS, samples(index, per_hour=4 * negligible))
            self.assertEqual(failures, [f"{name} leaks"])

    def test_does_not_pass_what_is_too_noisy(self):
        _, failures = soak.judged(SECONDS, samples(noise=200))

        self.assertIn("file descriptors is too noisy to tell", failures)

    def test_does_not_pass_a_load_that_was_refused(self):
        row = {"ok": 90, "overloaded": 10, "deadlineExceeded": 0, "other": 0, "connectionErrors": 0, "notSent": 0,
               "rate": 50.0}

        self.assertEqual(len(soak.refusals(row)), 1)
        self.assertEqual(soak.refusals({**row, "overloaded": 0}), [])
        self.assertEqual(len(soak.refusals({**row, "overloaded": 0, "connectionErrors": 1})), 1)


if __name__ == "__main__":
    unittest.main()
