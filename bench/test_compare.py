"""Which figures compare.py puts into relation."""

import collections
import unittest

import compare


def rows():
    result = collections.defaultdict(list)
    for count, ours, theirs in ((1, 80.0, 40.0), (8, 120.0, 100.0)):
        result["b0", count, compare.CLASSIFIER] = [{"goodput": ours, "p99Ms": 10.0}]
        result["b0", count, compare.OTHER] = [{"goodput": theirs, "p99Ms": 20.0}]
    for batch, rate in ((1, 100.0), (8, 150.0)):
        result["b0", batch, compare.PIPELINE] = [{"imagesPerSecond": rate}]
    return result


class CompareTests(unittest.TestCase):

    def test_relates_one_connection_to_runs_of_one_image(self):
        self.assertEqual(compare.ratios(rows(), "b0", 1), ["2.00", "0.50", "0.80"])

    def test_relates_many_connections_to_the_faster_runs(self):
        self.assertEqual(compare.ratios(rows(), "b0", 8), ["1.20", "0.50", "0.80"])

    def test_says_nothing_of_a_pipeline_that_did_not_run(self):
        servers = collections.defaultdict(list, {key: row for key, row in rows().items() if compare.PIPELINE not in key})

        self.assertEqual(compare.ratios(servers, "b0", 8)[2], "-")


if __name__ == "__main__":
    unittest.main()
