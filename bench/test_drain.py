"""What drain.py holds against a server that was stopped."""

import collections
import unittest

import drain


class DrainTests(unittest.TestCase):

    def test_passes_a_server_that_answers_all_and_ends(self):
        self.assertEqual(drain.problems(collections.Counter({"200": 9}), 143), [])

    def test_names_requests_that_were_lost(self):
        found, = drain.problems(collections.Counter({"200": 9, "503": 1, "ConnectionResetError": 2}), 143)

        self.assertIn("3 requests", found)

    def test_names_an_end_that_is_not_in_order(self):
        self.assertEqual(drain.problems(collections.Counter({"200": 9}), None), ["the server did not end"])
        self.assertEqual(drain.problems(collections.Counter({"200": 9}), 137), ["the server ended with 137"])

    def test_names_a_run_in_which_nothing_was_answered(self):
        self.assertEqual(drain.problems(collections.Counter(), 143), ["no request was answered before the settle time ended"])


if __name__ == "__main__":
    unittest.main()
