"""Which targets overload.py finds missed."""

import subprocess
import sys
import unittest
from types import SimpleNamespace

import overload

GOOD = {"goodput": 98.0, "other": 0, "connectionErrors": 0, "notSent": 0, "p99Ms": 900.0, "statuses": {"200": 1}}


def misses(memory=1.0, recovered=0.5, **changed):
    return overload.misses({**GOOD, **changed}, SimpleNamespace(growth=lambda: memory), recovered, 100.0, 4.0, 1.0)


class OverloadTests(unittest.TestCase):

    def test_passes_what_meets_all_targets(self):
        self.assertEqual(misses(), [])

    def test_names_each_target_that_is_missed(self):
        for missed, word in ((misses(goodput=94.0), "goodput"), (misses(other=1), "neither"),
                             (misses(connectionErrors=1), "no complete answer"), (misses(notSent=1), "could not be sent"),
                             (misses(p99Ms=1001.0), "deadline"), (misses(p99Ms=None), "deadline"),
                             (misses(memory=1.2), "memory"), (misses(recovered=6.0), "latency was back")):
            self.assertEqual(len(missed), 1)
            self.assertIn(word, missed[0])

    def test_compares_the_last_third_of_memory_with_the_middle(self):
        samples = overload.MemorySamples(0)
        samples.megabytes = [10, 50, 100, 100, 100, 110]

        self.assertAlmostEqual(samples.growth(), 1.1)

    def test_tells_what_the_generator_leaves(self):
        self.assertAlmostEqual(overload.left_over(2, 0.4, 0.8), 0.75)

    def test_counts_the_processor_time_of_children(self):
        with overload.Generator() as generator:
            subprocess.run([sys.executable, "-c", "for i in range(3000000): pass"], check=True)

        self.assertGreater(generator.cores, 0)


if __name__ == "__main__":
    unittest.main()
