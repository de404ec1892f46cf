"""What variants.py writes of the rows of bench."""

import unittest

import variants


class VariantsTests(unittest.TestCase):

    def test_writes_executors_in_the_order_that_was_asked_for(self):
        rows = [{"executor": "java", "p50Ms": 6.149}, {"executor": "cpu", "p50Ms": 123.4}]

        self.assertEqual(variants.cell(rows, ["cpu", "java"]), "123 / 6.1 ms")


if __name__ == "__main__":
    unittest.main()
