tests/operations/backup/test_nightly.py::test_it_makes_a_whole_backup_and_says_so	0.280	6.290	18.618	38331.52
tests/operations/backup/test_nightly.py::test_a_failure_is_an_error_in_the_log	0.060	0.000	0.172	38350.13
tests/operations/backup/test_damage.py::test_the_command_needs_no_database_and_ends_with_0_or_1[sqlite]	0.090	7.500	20.796	38350.31
tests/operations/backup/test_damage.py::test_the_command_needs_no_database_and_ends_with_0_or_1[postgresql]	0.050	17.250	46.587	38371.10
tests/operations/backup/test_damage.py::test_a_missing_part_is_named[sqlite]	0.020	0.000	0.051	38417.69
tests/operations/backup/test_damage.py::test_a_missing_part_is_named[postgresql]	0.030	0.120	0.304	38417.74
tests/operations/backup/test_damage.py::test_a_missing_database_is_named[sqlite]	0.020	0.000	0.031	38418.05
tests/operations/backup/test_damage.py::test_a_missing_database_is_named[postgresql]	0.000	0.000	0.027	38418.08
tests/operations/backup/test_damage.py::test_a_part_that_was_cut_is_named[sqlite]	0.000	0.000	0.035	38418.11
tests/operations/backup/test_damage.py::test_a_part_that_was_cut_is_named[postgresql]	0.020	0.000	0.031	38418.14
tests/operations/backup/test_damage.py::test_one_flipped_bit_is_found_in_every_part[sqlite]	0.030	0.000	0.087	38418.17
tests/operations/backup/test_damage.py::test_one_flipped_bit_is_found_in_every_part[postgresql]	0.040	0.120	0.324	38418.26
tests/operations/backup/test_damage.py::test_a_missing_manifest_is_a_backup_that_was_never_finished[sqlite]	0.010	0.000	0.018	38418.59
tests/operations/backup/test_damage.py::test_a_missing_manifest_is_a_backup_that_was_never_finished[postgresql]	0.010	0.000	0.020	38418.61
tests/operations/backup/test_damage.py::test_a_file_too_many_and_a_link_are_named[sqlite]	0.030	0.000	0.062	38418.63
tests/operations/backup/test_damage.py::test_a_file_too_many_and_a_link_are_named[postgresql]	0.030	0.100	0.299	38418.69
tests/operations/backup/test_damage.py::test_a_tar_that_was_cut_has_lost_its_manifest[sqlite]	0.000	0.000	0.011	38418.99
tests/operations/backup/test_damage.py::test_a_tar_that_was_cut_has_lost_its_manifest[postgresql]	0.010	0.000	0.011	38419.00
tests/operations/backup/test_damage.py::test_counts_that_the_database_does_not_have_are_named_by_table[sqlite]	0.030	0.000	0.067	38419.01
tests/operations/backup/test_damage.py::test_counts_that_the_database_does_not_have_are_named_by_table[postgresql]	0.040	0.110	0.329	38419.08
tests/operations/backup/test_damage.py::test_a_name_that_leads_out_of_the_backup_is_refused[sqlite]	0.000	0.000	0.030	38419.41
tests/operations/backup/test_damage.py::test_a_name_that_leads_out_of_the_backup_is_refused[postgresql]	0.010	0.000	0.025	38419.44
tests/operations/backup/test_damage.py::test_what_is_no_backup_is_said	0.010	0.000	0.011	38419.46
tests/operations/backup/test_damage.py::test_a_damaged_backup_is_not_restored[sqlite]	0.040	1.340	2.822	38419.47
tests/operations/backup/test_damage.py::test_a_damaged_backup_is_not_restored[postgresql]	0.020	1.370	2.926	38422.30
tests/operations/backup/test_deaths.py::test_a_killed_backup_leaves_nothing_that_looks_whole_and_the_next_clears_it_away[sqlite-early]	0.010	4.090	12.118	38425.23
tests/operations/backup/test_deaths.py::test_a_killed_backup_leaves_nothing_that_looks_whole_and_the_next_clears_it_away[sqlite-late]	0.010	3.350	10.447	38437.35
tests/operations/backup/test_deaths.py::test_a_killed_backup_leaves_nothing_that_looks_whole_and_the_next_clears_it_away[postgresql-early]	0.010	3.610	12.441	38447.80
tests/operations/backup/test_deaths.py::test_a_killed_backup_leaves_nothing_that_looks_whole_and_the_next_clears_it_away[postgresql-late]	0.010	3.740	9.328	38460.24
tests/operations/backup/test_deaths.py::test_a_restore_that_is_killed_leaves_what_was_there_and_can_be_done_again[sqlite-files restored]	0.040	3.600	7.725	38469.57
tests/operations/backup/test_deaths.py::test_a_restore_that_is_killed_leaves_what_was_there_and_can_be_done_again[sqlite-database ready]	0.040	3.500	9.566	38477.29
tests/operations/backup/test_deaths.py::test_a_restore_that_is_killed_leaves_what_was_there_and_can_be_done_again[sqlite-copying over]	0.050	3.480	9.049	38486.86
tests/operations/backup/test_deaths.py::test_a_restore_that_is_killed_leaves_what_was_there_and_can_be_done_again[postgresql-files restored]	0.020	3.830	16.376	38495.91
tests/operations/backup/test_deaths.py::test_a_restore_that_is_killed_leaves_what_was_there_and_can_be_done_again[postgresql-database ready]	0.010	1.120	3.268	38512.28
tests/operations/backup/test_deaths.py::test_a_restore_that_is_killed_leaves_what_was_there_and_can_be_done_again[postgresql-copying over]	0.010	1.190	3.133	38515.55
tests/operations/backup/test_deaths.py::test_postgresql_that_is_restored_and_not_yet_migrated_is_on_hold_already	0.010	4.520	11.374	38518.68
tests/operations/backup/test_deaths.py::test_postgresql_that_refuses_in_the_middle_keeps_what_it_had	0.010	3.680	8.751	38530.06
tests/operations/backup/test_deaths.py::test_a_restore_into_nothing_that_is_killed_can_be_done_again[sqlite]	0.020	3.410	7.783	38538.81
tests/operations/backup/test_deaths.py::test_a_restore_into_nothing_that_is_killed_can_be_done_again[postgresql]	0.010	3.640	8.951	38546.60
tests/operations/backup/test_deaths.py::test_a_full_disk_is_a_sentence_and_leaves_no_backup[sqlite]	0.010	2.510	6.174	38555.55
tests/operations/backup/test_deaths.py::test_a_full_disk_is_a_sentence_and_leaves_no_backup[postgresql]	0.000	2.540	7.915	38561.73
tests/operations/backup/test_deaths.py::test_a_full_disk_during_a_restore_is_a_sentence_and_changes_nothing[sqlite]	0.020	2.440	5.588	38569.64
tests/operations/backup/test_deaths.py::test_a_full_disk_during_a_restore_is_a_sentence_and_changes_nothing[postgresql]	0.020	2.350	6.976	38575.23
tests/operations/backup/test_nightly.py::test_beat_asks_for_it_only_where_a_folder_is_named[told0-False]	0.000	0.360	1.500	38582.21
tests/operations/backup/test_nightly.py::test_beat_asks_for_it_only_where_a_folder_is_named[told1-True]	0.000	0.340	1.511	38583.71
tests/operations/backup/test_nightly.py::test_the_worker_knows_the_job	0.810	0.000	3.331	38585.22
tests/operations/backup/test_online.py::test_a_backup_while_eight_processes_write_is_restored_elsewhere_whole[sqlite-folder]	1.590	21.580	109.727	38588.55
