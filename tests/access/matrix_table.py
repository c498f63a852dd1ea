"""Which page answers what to whom, as one table.

This is for looking; what sending to the same pages answers stands in matrix_posts.py.

Each line: address name | kind of object | then per role what it answers. For pages about an object there are three
codes: for an object of the own organisation, of a related one, and of a foreign one. Related means, for
organisations, people, schemes and locations, a stock owner of the own organisation; for logs, one that the own
organisation owns and another manages. Signed out is always led to the sign-in page, unless a line of OPEN says else.
"""

ROLES = ["support", "coordinator", "provider", "dpo", "statistician"]

# name | kind | support | coordinator | provider | dpo | statistician
TABLE = """
accounts:account | - | 200 | 200 | 200 | 200 | 200
accounts:details | - | 200 | 200 | 200 | 200 | 200
accounts:confirm | - | 200 | 200 | 200 | 200 | 200
accounts:email | - | 302 | 302 | 302 | 302 | 302
accounts:password_reset | - | 200 | 200 | 200 | 200 | 200
accounts:link | - | 404 | 404 | 404 | 404 | 404
accounts:second_factor | - | 302 | 302 | 302 | 302 | 302
accounts:second_factor_resend | - | 302 | 302 | 302 | 302 | 302
accounts:authenticator | - | 302 | 302 | 302 | 302 | 302
accounts:recovery_codes | - | 302 | 302 | 302 | 302 | 302
orgs:agreement | - | 200 | 200 | 200 | 200 | 200
accounts:end_staff_session | - | 405 | 405 | 405 | 405 | 405
accounts:notification | - | 200 | 200 | 200 | 200 | 200
accounts:dismiss_notification | - | 405 | 405 | 405 | 405 | 405
admin:records | - | 200 | 200 | 200 | 200 | 200
admin:search | - | 200 | 403 | 403 | 403 | 403
admin:progress | - | 200 | 200 | 200 | 200 | 200
admin:statistics | - | 200 | 200 | 403 | 403 | 200
admin:statistics_dictionary | - | 200 | 200 | 403 | 403 | 200
admin:statistics_dictionary_file | - | 200 | 200 | 403 | 403 | 200
admin:statistics_completion | - | 200 | 200 | 403 | 403 | 200
admin:statistics_completion_csv | - | 200 | 200 | 403 | 403 | 200
admin:statistics_completion_json | - | 200 | 200 | 403 | 403 | 200
admin:statistics_timeliness | - | 200 | 200 | 403 | 403 | 200
admin:statistics_timeliness_csv | - | 200 | 200 | 403 | 403 | 200
admin:statistics_timeliness_json | - | 200 | 200 | 403 | 403 | 200
admin:statistics_answers | - | 200 | 200 | 403 | 403 | 200
admin:statistics_answers_csv | - | 200 | 200 | 403 | 403 | 200
admin:statistics_answers_json | - | 200 | 200 | 403 | 403 | 200
admin:statistics_checks | - | 200 | 200 | 403 | 403 | 200
admin:statistics_checks_csv | - | 200 | 200 | 403 | 403 | 200
admin:statistics_checks_json | - | 200 | 200 | 403 | 403 | 200
admin:statistics_uploads | - | 200 | 200 | 403 | 403 | 200
admin:statistics_uploads_csv | - | 200 | 200 | 403 | 403 | 200
admin:statistics_uploads_json | - | 200 | 200 | 403 | 403 | 200
admin:statistics_silence | - | 200 | 403 | 403 | 403 | 200
admin:statistics_silence_csv | - | 200 | 403 | 403 | 403 | 200
admin:statistics_silence_json | - | 200 | 403 | 403 | 403 | 200
admin:statistics_areas | - | 200 | 403 | 403 | 403 | 200
admin:statistics_areas_csv | - | 200 | 403 | 403 | 403 | 200
admin:statistics_areas_json | - | 200 | 403 | 403 | 403 | 200
admin:your_organisation | - | 302 | 302 | 302 | 302 | 302
admin:page_guidance | - | 200 | 200 | 200 | 200 | 200
admin:page_accessibility | - | 200 | 200 | 200 | 200 | 200
admin:page_privacy | - | 200 | 200 | 200 | 200 | 200
admin:page_cookies | - | 200 | 200 | 200 | 200 | 200
admin:index | - | 200 | 200 | 200 | 200 | 200
admin:login | - | 302 | 302 | 302 | 302 | 302
admin:logout | - | 405 | 405 | 405 | 405 | 405
admin:password_change | - | 302 | 302 | 302 | 302 | 302
admin:password_change_done | - | 200 | 200 | 200 | 200 | 200
admin:years_questionnaireversion_changelist | - | 200 | 403 | 403 | 403 | 200
admin:years_questionnaireversion_add | - | 403 | 403 | 403 | 403 | 403
admin:years_questionnaireversion_history | - | 200 | 403 | 403 | 403 | 200
admin:years_questionnaireversion_delete | - | 403 | 403 | 403 | 403 | 403
admin:years_questionnaireversion_change | - | 200 | 403 | 403 | 403 | 200
admin:years_questionnaireversion_year | - | 200 | 403 | 403 | 403 | 200
admin:years_questionnaireversion_start | - | 200 | 403 | 403 | 403 | 403
admin:years_questionnaireversion_resources | - | 200 | 200 | 200 | 200 | 200
admin:years_questionnaireversion_changes | - | 200 | 200 | 200 | 200 | 200
admin:years_questionnaireversion_resource | - | 404 | 404 | 404 | 404 | 404
admin:years_questionnaireversion_difference | - | 200 | 403 | 403 | 403 | 200
admin:years_questionnaireversion_difference_xlsx | - | 200 | 403 | 403 | 403 | 200
admin:years_questionnaireversion_yaml | - | 200 | 403 | 403 | 403 | 200
admin:years_questionnaireversion_call_off | - | 200 | 403 | 403 | 403 | 403
admin:years_questionnaireversion_withdraw | - | 200 | 403 | 403 | 403 | 403
admin:years_additionalfile_add | - | 200 | 403 | 403 | 403 | 403
admin:years_additionalfile_file | - | 200 | 200 | 200 | 200 | 200
admin:years_additionalfile_withdraw | - | 200 | 403 | 403 | 403 | 403
admin:years_draft_changelist | - | 200 | 403 | 403 | 403 | 403
admin:years_draft_add | - | 403 | 403 | 403 | 403 | 403
admin:years_draft_history | - | 200 | 403 | 403 | 403 | 403
admin:years_draft_delete | - | 403 | 403 | 403 | 403 | 403
admin:years_draft_change | - | 200 | 403 | 403 | 403 | 403
admin:years_draft_part | - | 200 | 403 | 403 | 403 | 403
admin:years_draft_options | - | 200 | 403 | 403 | 403 | 403
admin:years_draft_condition | - | 200 | 403 | 403 | 403 | 403
admin:years_draft_add_part | - | 200 | 403 | 403 | 403 | 403
admin:years_draft_named | - | 200 | 403 | 403 | 403 | 403
admin:years_draft_fields | - | 200 | 403 | 403 | 403 | 403
admin:years_draft_columns | - | 200 | 403 | 403 | 403 | 403
admin:years_draft_move | - | 200 | 403 | 403 | 403 | 403
admin:years_draft_remove | - | 200 | 403 | 403 | 403 | 403
admin:years_draft_conditions | - | 200 | 403 | 403 | 403 | 403
admin:years_draft_review | - | 200 | 403 | 403 | 403 | 403
admin:years_draft_mapping | - | 404 | 403 | 403 | 403 | 403
admin:years_draft_mapped | - | 404 | 403 | 403 | 403 | 403
admin:years_draft_edits | - | 200 | 403 | 403 | 403 | 403
admin:years_draft_difference | - | 200 | 403 | 403 | 403 | 403
admin:years_draft_difference_xlsx | - | 200 | 403 | 403 | 403 | 403
admin:years_draft_checks | - | 200 | 403 | 403 | 403 | 403
admin:years_draft_output | - | 200 | 403 | 403 | 403 | 403
admin:years_draft_publish | - | 200 | 403 | 403 | 403 | 403
admin:years_draft_approve | - | 200 | 403 | 403 | 403 | 403
admin:years_draft_send_back | - | 200 | 403 | 403 | 403 | 403
admin:years_draft_give_up | - | 200 | 403 | 403 | 403 | 403
admin:years_draft_take_over | - | 200 | 403 | 403 | 403 | 403
admin:log_versions_dryrun_changelist | - | 200 | 403 | 403 | 403 | 403
admin:log_versions_dryrun_of_draft | - | 404 | 403 | 403 | 403 | 403
admin:log_versions_dryrun_preview | - | 404 | 403 | 403 | 403 | 403
admin:log_versions_dryrun_add | - | 302 | 403 | 403 | 403 | 403
admin:log_versions_dryrun_history | - | 200 | 403 | 403 | 403 | 403
admin:log_versions_dryrun_delete | - | 403 | 403 | 403 | 403 | 403
admin:log_versions_dryrun_change | - | 200 | 404 | 404 | 404 | 404
admin:log_versions_dryrun_wake | - | 405 | 404 | 404 | 404 | 404
admin:log_versions_dryrun_give_up | - | 200 | 404 | 404 | 404 | 404
admin:lettings_lettingslog_new | lettings log | 200 200 200 | 200 200 404 | 200 404 404 | 200 404 404 | 200 200 200
admin:sales_saleslog_new | sales log | 200 200 200 | 200 200 404 | 200 404 404 | 200 404 404 | 200 200 200
admin:portal_collectionwindow_changelist | - | 200 | 403 | 403 | 403 | 200
admin:portal_collectionwindow_add | - | 200 | 403 | 403 | 403 | 403
admin:portal_collectionwindow_history | - | 200 | 403 | 403 | 403 | 200
admin:portal_collectionwindow_delete | - | 200 | 403 | 403 | 403 | 403
admin:portal_collectionwindow_change | - | 200 | 403 | 403 | 403 | 200
admin:portal_downloadrecord_changelist | - | 200 | 403 | 403 | 403 | 200
admin:portal_downloadrecord_add | - | 403 | 403 | 403 | 403 | 403
admin:portal_downloadrecord_history | - | 200 | 403 | 403 | 403 | 200
admin:portal_downloadrecord_delete | - | 403 | 403 | 403 | 403 | 403
admin:portal_downloadrecord_change | - | 200 | 403 | 403 | 403 | 200
admin:files_preparedfile_fetch | file | 200 200 200 | 200 404 404 | 404 404 404 | 404 404 404 | 404 404 404
admin:files_preparedfile_wake | file | 405 405 405 | 403 404 404 | 404 404 404 | 404 404 404 | 404 404 404
admin:files_preparedfile_give_up | file | 302 302 302 | 403 404 404 | 404 404 404 | 404 404 404 | 404 404 404
admin:files_preparedfile_changelist | - | 200 | 200 | 200 | 200 | 200
admin:files_preparedfile_add | - | 403 | 403 | 403 | 403 | 403
admin:files_preparedfile_history | file | 200 200 200 | 200 302 302 | 302 302 302 | 302 302 302 | 302 302 302
admin:files_preparedfile_delete | file | 403 403 403 | 403 403 403 | 403 403 403 | 403 403 403 | 403 403 403
admin:files_preparedfile_change | file | 200 200 200 | 200 404 404 | 404 404 404 | 404 404 404 | 404 404 404
admin:imports_fileimport_confirm | - | 405 | 404 | 404 | 404 | 404
admin:imports_fileimport_wake | - | 405 | 404 | 404 | 404 | 404
admin:imports_fileimport_give_up | - | 200 | 404 | 404 | 404 | 404
admin:imports_fileimport_changelist | - | 200 | 403 | 403 | 403 | 403
admin:imports_fileimport_add | - | 403 | 403 | 403 | 403 | 403
admin:imports_fileimport_history | - | 200 | 403 | 403 | 403 | 403
admin:imports_fileimport_delete | - | 403 | 403 | 403 | 403 | 403
admin:imports_fileimport_change | - | 200 | 404 | 404 | 404 | 404
admin:files_fetch_changelist | - | 200 | 403 | 403 | 403 | 200
admin:files_fetch_add | - | 403 | 403 | 403 | 403 | 403
admin:files_fetch_history | - | 200 | 403 | 403 | 403 | 200
admin:files_fetch_delete | - | 403 | 403 | 403 | 403 | 403
admin:files_fetch_change | - | 200 | 403 | 403 | 403 | 200
admin:log_downloads_variabledefinition_changelist | - | 200 | 403 | 403 | 403 | 403
admin:log_downloads_variabledefinition_load | - | 200 | 403 | 403 | 403 | 403
admin:log_downloads_variabledefinition_add | - | 200 | 403 | 403 | 403 | 403
admin:log_downloads_variabledefinition_history | - | 200 | 403 | 403 | 403 | 403
admin:log_downloads_variabledefinition_delete | - | 403 | 403 | 403 | 403 | 403
admin:log_downloads_variabledefinition_change | - | 200 | 403 | 403 | 403 | 403
admin:accounts_sentemail_changelist | - | 200 | 403 | 403 | 403 | 403
admin:accounts_sentemail_add | - | 403 | 403 | 403 | 403 | 403
admin:accounts_sentemail_history | - | 200 | 403 | 403 | 403 | 403
admin:accounts_sentemail_delete | - | 403 | 403 | 403 | 403 | 403
admin:accounts_sentemail_change | - | 200 | 403 | 403 | 403 | 403
admin:accounts_notification_changelist | - | 200 | 403 | 403 | 403 | 403
admin:accounts_notification_add | - | 200 | 403 | 403 | 403 | 403
admin:accounts_notification_history | - | 200 | 403 | 403 | 403 | 403
admin:accounts_notification_delete | - | 200 | 403 | 403 | 403 | 403
admin:accounts_notification_change | - | 200 | 403 | 403 | 403 | 403
admin:accounts_staffsession_changelist | - | 200 | 403 | 403 | 403 | 403
admin:accounts_staffsession_add | - | 403 | 403 | 403 | 403 | 403
admin:accounts_staffsession_history | - | 200 | 403 | 403 | 403 | 403
admin:accounts_staffsession_delete | - | 403 | 403 | 403 | 403 | 403
admin:accounts_staffsession_change | - | 200 | 403 | 403 | 403 | 403
admin:your_account | - | 302 | 302 | 302 | 302 | 302
admin:accounts_user_download | - | 200 | 403 | 403 | 403 | 403
admin:accounts_user_email | user | 200 200 200 | 200 404 404 | 403 404 404 | 403 404 404 | 403 403 403
admin:accounts_user_role | user | 200 200 200 | 200 404 404 | 403 404 404 | 403 404 404 | 403 403 403
admin:accounts_user_dpo | user | 200 200 200 | 200 404 404 | 403 404 404 | 403 404 404 | 403 403 403
admin:accounts_user_key_contact | user | 200 200 200 | 200 404 404 | 403 404 404 | 403 404 404 | 403 403 403
admin:accounts_user_move | user | 200 200 200 | 403 404 404 | 403 404 404 | 403 404 404 | 403 403 403
admin:accounts_user_resend | user | 200 200 200 | 200 404 404 | 403 404 404 | 403 404 404 | 403 403 403
admin:accounts_user_unlock | user | 200 200 200 | 200 404 404 | 403 404 404 | 403 404 404 | 403 403 403
admin:accounts_user_remove_authenticator | user | 302 302 302 | 302 404 404 | 403 404 404 | 403 404 404 | 403 403 403
admin:accounts_user_details | user | 200 200 200 | 200 404 404 | 403 404 404 | 403 404 404 | 403 403 403
admin:accounts_user_deactivate | user | 200 200 200 | 200 404 404 | 403 404 404 | 403 404 404 | 403 403 403
admin:accounts_user_reactivate | user | 200 200 200 | 200 404 404 | 403 404 404 | 403 404 404 | 403 403 403
admin:accounts_user_changelist | - | 200 | 200 | 200 | 200 | 200
admin:accounts_user_add | - | 200 | 200 | 403 | 403 | 403
admin:accounts_user_history | user | 200 200 200 | 200 404 404 | 200 404 404 | 200 404 404 | 200 200 200
admin:accounts_user_delete | user | 200 200 200 | 403 404 404 | 403 404 404 | 403 404 404 | 403 403 403
admin:accounts_user_change | user | 200 200 200 | 200 404 404 | 200 404 404 | 200 404 404 | 200 200 200
admin:orgs_datasharingagreement_changelist | - | 200 | 403 | 403 | 403 | 403
admin:orgs_datasharingagreement_add | - | 200 | 403 | 403 | 403 | 403
admin:orgs_datasharingagreement_history | - | 200 | 403 | 403 | 403 | 403
admin:orgs_datasharingagreement_delete | - | 200 | 403 | 403 | 403 | 403
admin:orgs_datasharingagreement_change | - | 200 | 403 | 403 | 403 | 403
admin:orgs_dataprotectionconfirmation_changelist | - | 200 | 403 | 403 | 403 | 403
admin:orgs_dataprotectionconfirmation_add | - | 403 | 403 | 403 | 403 | 403
admin:orgs_dataprotectionconfirmation_history | - | 200 | 403 | 403 | 403 | 403
admin:orgs_dataprotectionconfirmation_delete | - | 403 | 403 | 403 | 403 | 403
admin:orgs_dataprotectionconfirmation_change | - | 200 | 403 | 403 | 403 | 403
admin:orgs_organisationuserobjectpermission_changelist | - | 200 | 403 | 403 | 403 | 403
admin:orgs_organisationuserobjectpermission_add | - | 200 | 403 | 403 | 403 | 403
admin:orgs_organisationuserobjectpermission_history | - | 200 | 403 | 403 | 403 | 403
admin:orgs_organisationuserobjectpermission_delete | - | 200 | 403 | 403 | 403 | 403
admin:orgs_organisationuserobjectpermission_change | - | 200 | 403 | 403 | 403 | 403
admin:orgs_organisationgroupobjectpermission_changelist | - | 200 | 403 | 403 | 403 | 403
admin:orgs_organisationgroupobjectpermission_add | - | 403 | 403 | 403 | 403 | 403
admin:orgs_organisationgroupobjectpermission_history | - | 200 | 403 | 403 | 403 | 403
admin:orgs_organisationgroupobjectpermission_delete | - | 403 | 403 | 403 | 403 | 403
admin:orgs_organisationgroupobjectpermission_change | - | 200 | 403 | 403 | 403 | 403
admin:orgs_mergerequest_wake | - | 405 | 404 | 404 | 404 | 404
admin:orgs_mergerequest_give_up | - | 302 | 404 | 404 | 404 | 404
admin:orgs_mergerequest_absorber | - | 200 | 404 | 404 | 404 | 404
admin:orgs_mergerequest_organisations | - | 200 | 404 | 404 | 404 | 404
admin:orgs_mergerequest_date | - | 200 | 404 | 404 | 404 | 404
admin:orgs_mergerequest_existing | - | 200 | 404 | 404 | 404 | 404
admin:orgs_mergerequest_ticket | - | 200 | 404 | 404 | 404 | 404
admin:orgs_mergerequest_plan | - | 200 | 404 | 404 | 404 | 404
admin:orgs_mergerequest_changelist | - | 200 | 403 | 403 | 403 | 403
admin:orgs_mergerequest_add | - | 200 | 403 | 403 | 403 | 403
admin:orgs_mergerequest_history | - | 200 | 403 | 403 | 403 | 403
admin:orgs_mergerequest_delete | - | 200 | 404 | 404 | 404 | 404
admin:orgs_mergerequest_change | - | 200 | 404 | 404 | 404 | 404
admin:orgs_organisation_details | organisation | 200 200 200 | 200 404 404 | 403 404 404 | 403 404 404 | 403 403 403
admin:orgs_organisation_agreement | organisation | 200 200 200 | 200 404 404 | 200 404 404 | 200 404 404 | 200 200 200
admin:orgs_organisation_relationships | organisation | 200 200 200 | 200 404 404 | 200 404 404 | 200 404 404 | 200 200 200
admin:orgs_organisation_proposal | organisation | 200 200 200 | 200 404 404 | 403 404 404 | 403 404 404 | 403 403 403
admin:orgs_organisation_remove_relationship | organisation | 200 200 200 | 200 404 404 | 403 404 404 | 403 404 404 | 403 403 403
admin:orgs_organisation_names | organisation | 200 200 200 | 403 404 404 | 403 404 404 | 403 404 404 | 403 403 403
admin:orgs_organisation_cancel_name | organisation | 200 200 200 | 403 404 404 | 403 404 404 | 403 404 404 | 403 403 403
admin:orgs_organisation_deactivate | organisation | 200 200 200 | 403 404 404 | 403 404 404 | 403 404 404 | 403 403 403
admin:orgs_organisation_reactivate | organisation | 403 403 403 | 403 404 404 | 403 404 404 | 403 404 404 | 403 403 403
admin:orgs_organisation_import | - | 200 | 403 | 403 | 403 | 403
admin:orgs_organisation_export | - | 200 | 403 | 403 | 403 | 403
admin:orgs_organisation_changelist | - | 200 | 200 | 200 | 200 | 200
admin:orgs_organisation_add | - | 200 | 403 | 403 | 403 | 403
admin:orgs_organisation_history | organisation | 200 200 200 | 200 404 404 | 200 404 404 | 200 404 404 | 200 200 200
admin:orgs_organisation_delete | organisation | 403 403 403 | 403 404 404 | 403 404 404 | 403 404 404 | 403 403 403
admin:orgs_organisation_change | organisation | 200 200 200 | 200 404 404 | 200 404 404 | 200 404 404 | 200 200 200
admin:orgs_localauthority_import | - | 200 | 403 | 403 | 403 | 403
admin:orgs_localauthority_export | - | 200 | 403 | 403 | 403 | 200
admin:orgs_localauthority_changelist | - | 200 | 403 | 403 | 403 | 200
admin:orgs_localauthority_add | - | 200 | 403 | 403 | 403 | 403
admin:orgs_localauthority_history | - | 200 | 403 | 403 | 403 | 200
admin:orgs_localauthority_delete | - | 200 | 403 | 403 | 403 | 403
admin:orgs_localauthority_change | - | 200 | 403 | 403 | 403 | 200
admin:orgs_localauthoritylink_import | - | 200 | 403 | 403 | 403 | 403
admin:orgs_localauthoritylink_export | - | 200 | 403 | 403 | 403 | 200
admin:orgs_localauthoritylink_changelist | - | 200 | 403 | 403 | 403 | 200
admin:orgs_localauthoritylink_add | - | 200 | 403 | 403 | 403 | 403
admin:orgs_localauthoritylink_history | - | 200 | 403 | 403 | 403 | 200
admin:orgs_localauthoritylink_delete | - | 200 | 403 | 403 | 403 | 403
admin:orgs_localauthoritylink_change | - | 200 | 403 | 403 | 403 | 200
admin:supported_housing_scheme_changelist | - | 200 | 200 | 200 | 200 | 200
admin:supported_housing_scheme_add | - | 200 | 200 | 403 | 403 | 403
admin:supported_housing_scheme_download | - | 200 | 200 | 200 | 200 | 200
admin:supported_housing_scheme_download_file | - | 200 | 200 | 200 | 200 | 200
admin:supported_housing_scheme_corrections | - | 200 | 403 | 403 | 403 | 403
admin:supported_housing_scheme_change | scheme | 200 200 200 | 200 200 404 | 200 200 404 | 200 200 404 | 200 200 200
admin:supported_housing_scheme_confirm | scheme | 405 405 405 | 405 405 404 | 403 403 404 | 403 403 404 | 403 403 403
admin:supported_housing_scheme_deactivate | scheme | 200 200 200 | 200 200 404 | 403 403 404 | 403 403 404 | 403 403 403
admin:supported_housing_scheme_reactivate | scheme | 403 403 403 | 403 403 404 | 403 403 404 | 403 403 404 | 403 403 403
admin:supported_housing_scheme_call_off | scheme | 403 403 403 | 403 403 404 | 403 403 404 | 403 403 404 | 403 403 403
admin:supported_housing_scheme_delete | scheme | 200 200 200 | 403 403 404 | 403 403 404 | 403 403 404 | 403 403 403
admin:supported_housing_scheme_history | scheme | 200 200 200 | 200 200 404 | 200 200 404 | 200 200 404 | 200 200 200
admin:supported_housing_scheme_duplicates | organisation | 200 200 200 | 200 404 404 | 403 404 404 | 403 404 404 | 403 403 403
admin:supported_housing_scheme_edit | scheme | 200 200 200 | 403 403 404 | 403 403 404 | 403 403 404 | 403 403 403
admin:supported_housing_location_changelist | - | 200 | 200 | 200 | 200 | 200
admin:supported_housing_location_add | - | 404 | 404 | 404 | 404 | 404
admin:supported_housing_location_change | location | 200 200 200 | 200 200 404 | 200 200 404 | 200 200 404 | 200 200 200
admin:supported_housing_location_edit | location | 200 200 200 | 200 200 404 | 403 403 404 | 403 403 404 | 403 403 403
admin:supported_housing_location_local_authority | location | 200 200 200 | 403 403 404 | 403 403 404 | 403 403 404 | 403 403 403
admin:supported_housing_location_deactivate | location | 200 200 200 | 200 200 404 | 403 403 404 | 403 403 404 | 403 403 403
admin:supported_housing_location_reactivate | location | 403 403 403 | 403 403 404 | 403 403 404 | 403 403 404 | 403 403 403
admin:supported_housing_location_call_off | location | 403 403 403 | 403 403 404 | 403 403 404 | 403 403 404 | 403 403 403
admin:supported_housing_location_delete | location | 200 200 200 | 403 403 404 | 403 403 404 | 403 403 404 | 403 403 403
admin:supported_housing_location_history | location | 200 200 200 | 200 200 404 | 200 200 404 | 200 200 404 | 200 200 200
admin:lettings_lettingslog_changelist | - | 200 | 200 | 200 | 200 | 200
admin:lettings_lettingslog_add | - | 200 | 200 | 200 | 200 | 403
admin:lettings_lettingslog_download | - | 200 | 200 | 200 | 200 | 200
admin:lettings_lettingslog_all_duplicates | - | 200 | 200 | 200 | 200 | 200
admin:lettings_lettingslog_notice | - | 200 | 200 | 200 | 200 | 200
admin:lettings_lettingslog_as_they_stood | - | 200 | 403 | 403 | 403 | 200
admin:lettings_lettingslog_rules | - | 200 | 200 | 200 | 200 | 200
admin:lettings_lettingslog_task_list | lettings log | 200 200 200 | 200 200 404 | 200 404 404 | 200 404 404 | 200 200 200
admin:lettings_lettingslog_change | lettings log | 200 200 200 | 200 200 404 | 200 404 404 | 200 404 404 | 200 200 200
admin:lettings_lettingslog_as_it_stood | lettings log | 200 200 200 | 200 200 404 | 200 404 404 | 200 404 404 | 200 200 200
admin:lettings_lettingslog_history | lettings log | 200 200 200 | 200 200 404 | 200 404 404 | 200 404 404 | 200 200 200
admin:lettings_lettingslog_who_can_see | lettings log | 200 200 200 | 200 200 404 | 200 404 404 | 200 404 404 | 200 200 200
admin:lettings_lettingslog_check_answers | lettings log | 200 200 200 | 200 200 404 | 200 404 404 | 200 404 404 | 200 200 200
admin:lettings_lettingslog_check_errors | lettings log | 200 200 200 | 200 200 404 | 200 404 404 | 200 404 404 | 403 403 403
admin:lettings_lettingslog_duplicates | lettings log | 200 200 200 | 200 200 404 | 200 404 404 | 200 404 404 | 200 200 200
admin:lettings_lettingslog_reassign | lettings log | 200 200 200 | 200 200 404 | 403 404 404 | 403 404 404 | 403 403 403
admin:lettings_lettingslog_delete | lettings log | 200 200 200 | 200 200 404 | 403 404 404 | 403 404 404 | 403 403 403
admin:lettings_lettingslog_cds | lettings log | 200 200 200 | 403 403 404 | 403 404 404 | 403 404 404 | 403 403 403
admin:lettings_lettingslog_subsection | lettings log | 200 200 200 | 200 200 404 | 200 404 404 | 200 404 404 | 403 403 403
admin:lettings_lettingslog_subsection_check | lettings log | 200 200 200 | 200 200 404 | 200 404 404 | 200 404 404 | 200 200 200
admin:lettings_rentrange_import | - | 200 | 403 | 403 | 403 | 403
admin:lettings_rentrange_export | - | 200 | 403 | 403 | 403 | 200
admin:lettings_rentrange_changelist | - | 200 | 403 | 403 | 403 | 200
admin:lettings_rentrange_add | - | 200 | 403 | 403 | 403 | 403
admin:lettings_rentrange_history | - | 404 | 403 | 403 | 403 | 404
admin:lettings_rentrange_delete | - | 302 | 403 | 403 | 403 | 403
admin:lettings_rentrange_change | - | 302 | 403 | 403 | 403 | 302
admin:sales_saleslog_changelist | - | 200 | 200 | 200 | 200 | 200
admin:sales_saleslog_add | - | 200 | 200 | 200 | 200 | 403
admin:sales_saleslog_download | - | 200 | 200 | 200 | 200 | 200
admin:sales_saleslog_all_duplicates | - | 200 | 200 | 200 | 200 | 200
admin:sales_saleslog_notice | - | 200 | 200 | 200 | 200 | 200
admin:sales_saleslog_as_they_stood | - | 200 | 403 | 403 | 403 | 200
admin:sales_saleslog_rules | - | 200 | 200 | 200 | 200 | 200
admin:sales_saleslog_task_list | sales log | 200 200 200 | 200 200 404 | 200 404 404 | 200 404 404 | 200 200 200
admin:sales_saleslog_change | sales log | 200 200 200 | 200 200 404 | 200 404 404 | 200 404 404 | 200 200 200
admin:sales_saleslog_as_it_stood | sales log | 200 200 200 | 200 200 404 | 200 404 404 | 200 404 404 | 200 200 200
admin:sales_saleslog_history | sales log | 200 200 200 | 200 200 404 | 200 404 404 | 200 404 404 | 200 200 200
admin:sales_saleslog_who_can_see | sales log | 200 200 200 | 200 200 404 | 200 404 404 | 200 404 404 | 200 200 200
admin:sales_saleslog_check_answers | sales log | 200 200 200 | 200 200 404 | 200 404 404 | 200 404 404 | 200 200 200
admin:sales_saleslog_check_errors | sales log | 200 200 200 | 200 200 404 | 200 404 404 | 200 404 404 | 403 403 403
admin:sales_saleslog_duplicates | sales log | 200 200 200 | 200 200 404 | 200 404 404 | 200 404 404 | 200 200 200
admin:sales_saleslog_reassign | sales log | 200 200 200 | 200 200 404 | 403 404 404 | 403 404 404 | 403 403 403
admin:sales_saleslog_delete | sales log | 200 200 200 | 200 200 404 | 403 404 404 | 403 404 404 | 403 403 403
admin:sales_saleslog_cds | sales log | 200 200 200 | 403 403 404 | 403 404 404 | 403 404 404 | 403 403 403
admin:sales_saleslog_subsection | sales log | 200 200 200 | 200 200 404 | 200 404 404 | 200 404 404 | 403 403 403
admin:sales_saleslog_subsection_check | sales log | 200 200 200 | 200 200 404 | 200 404 404 | 200 404 404 | 200 200 200
admin:sales_salerange_import | - | 200 | 403 | 403 | 403 | 403
admin:sales_salerange_export | - | 200 | 403 | 403 | 403 | 200
admin:sales_salerange_changelist | - | 200 | 403 | 403 | 403 | 200
admin:sales_salerange_add | - | 200 | 403 | 403 | 403 | 403
admin:sales_salerange_history | - | 404 | 403 | 403 | 403 | 404
admin:sales_salerange_delete | - | 302 | 403 | 403 | 403 | 403
admin:sales_salerange_change | - | 302 | 403 | 403 | 403 | 302
admin:uploads_submission_upload | - | 200 | 200 | 200 | 200 | 403
admin:uploads_submission_template | - | 200 | 200 | 200 | 200 | 200
admin:uploads_submission_errors | upload | 200 200 200 | 200 404 404 | 200 404 404 | 200 404 404 | 403 403 403
admin:uploads_submission_rows | upload | 200 200 200 | 200 404 404 | 200 404 404 | 200 404 404 | 403 403 403
admin:uploads_submission_correct | upload | 200 200 200 | 200 404 404 | 200 404 404 | 200 404 404 | 403 403 403
admin:uploads_submission_row | upload | 200 200 200 | 200 404 404 | 200 404 404 | 200 404 404 | 403 403 403
admin:uploads_submission_row_section | upload | 200 200 200 | 200 404 404 | 200 404 404 | 200 404 404 | 403 403 403
admin:uploads_submission_group | upload | 404 404 404 | 404 404 404 | 404 404 404 | 404 404 404 | 403 403 403
admin:uploads_submission_undo_correction | upload | 405 405 405 | 405 405 405 | 405 405 405 | 405 405 405 | 405 405 405
admin:uploads_submission_file | upload | 200 200 200 | 200 404 404 | 200 404 404 | 200 404 404 | 403 403 403
admin:uploads_submission_accept | upload | 405 405 405 | 405 405 405 | 405 405 405 | 405 405 405 | 405 405 405
admin:uploads_submission_cancel | upload | 200 200 200 | 200 404 404 | 200 404 404 | 200 404 404 | 403 403 403
admin:uploads_submission_undo | upload | 302 302 302 | 302 404 404 | 302 404 404 | 302 404 404 | 403 403 403
admin:uploads_submission_wake | upload | 405 405 405 | 403 404 404 | 403 404 404 | 403 404 404 | 404 404 404
admin:uploads_submission_give_up | upload | 302 302 302 | 403 404 404 | 403 404 404 | 403 404 404 | 404 404 404
admin:uploads_submission_changelist | - | 200 | 200 | 200 | 200 | 403
admin:uploads_submission_add | - | 403 | 403 | 403 | 403 | 403
admin:uploads_submission_history | upload | 200 200 200 | 200 302 302 | 200 302 302 | 200 302 302 | 403 403 403
admin:uploads_submission_delete | upload | 403 403 403 | 403 403 403 | 403 403 403 | 403 403 403 | 403 403 403
admin:uploads_submission_change | upload | 200 200 200 | 200 404 404 | 200 404 404 | 200 404 404 | 403 403 403
admin:snapshots_snapshot_file | - | 404 | 404 | 404 | 404 | 404
admin:snapshots_snapshot_manifest | - | 404 | 404 | 404 | 404 | 404
admin:snapshots_snapshot_give_up | - | 404 | 404 | 404 | 404 | 404
admin:snapshots_snapshot_wake | - | 404 | 404 | 404 | 404 | 404
admin:snapshots_snapshot_changelist | - | 200 | 403 | 403 | 403 | 200
admin:snapshots_snapshot_add | - | 200 | 403 | 403 | 403 | 200
admin:snapshots_snapshot_history | - | 302 | 403 | 403 | 403 | 302
admin:snapshots_snapshot_delete | - | 403 | 403 | 403 | 403 | 403
admin:snapshots_snapshot_change | - | 404 | 404 | 404 | 404 | 404
admin:export_cds_exportrun_archive | - | 404 | 404 | 404 | 404 | 404
admin:export_cds_exportrun_compare | - | 200 | 403 | 403 | 403 | 200
admin:export_cds_exportrun_contents | - | 404 | 404 | 404 | 404 | 404
admin:export_cds_exportrun_manifest | - | 404 | 404 | 404 | 404 | 404
admin:export_cds_exportrun_give_up | - | 404 | 404 | 404 | 404 | 404
admin:export_cds_exportrun_wake | - | 404 | 404 | 404 | 404 | 404
admin:export_cds_exportrun_changelist | - | 200 | 403 | 403 | 403 | 200
admin:export_cds_exportrun_add | - | 200 | 403 | 403 | 403 | 403
admin:export_cds_exportrun_history | - | 302 | 403 | 403 | 403 | 302
admin:export_cds_exportrun_delete | - | 403 | 403 | 403 | 403 | 403
admin:export_cds_exportrun_change | - | 404 | 404 | 404 | 404 | 404
admin:api_keys_apikey_changelist | - | 200 | 200 | 403 | 403 | 403
admin:api_keys_apikey_add | - | 302 | 302 | 403 | 403 | 403
admin:api_keys_apikey_change | key | 200 200 200 | 200 404 404 | 404 404 404 | 404 404 404 | 404 404 404
admin:api_keys_apikey_history | key | 302 302 302 | 302 404 404 | 403 403 403 | 403 403 403 | 403 403 403
admin:api_keys_apikey_delete | key | 403 403 403 | 403 403 403 | 403 403 403 | 403 403 403 | 403 403 403
admin:api_keys_apikey_rotate | key | 302 302 302 | 302 404 404 | 404 404 404 | 404 404 404 | 404 404 404
admin:api_keys_apikey_revoke | key | 200 200 200 | 200 404 404 | 404 404 404 | 404 404 404 | 404 404 404
admin:api_keys_apikey_readings | key | 200 200 200 | 200 404 404 | 404 404 404 | 404 404 404 | 404 404 404
admin:api_keys_apikey_trials | key | 200 200 200 | 200 404 404 | 404 404 404 | 404 404 404 | 404 404 404
api:windows | - | 401 | 401 | 401 | 401 | 401
api:organisations | - | 401 | 401 | 401 | 401 | 401
api:schemes | - | 401 | 401 | 401 | 401 | 401
api:questionnaire | - | 401 | 401 | 401 | 401 | 401
api:logs | - | 401 | 401 | 401 | 401 | 401
api:log | - | 401 | 401 | 401 | 401 | 401
api:changes | - | 401 | 401 | 401 | 401 | 401
api:statistics_topics | - | 401 | 401 | 401 | 401 | 401
api:statistics | - | 401 | 401 | 401 | 401 | 401
api:validate_log | - | 405 | 405 | 405 | 405 | 405
api:batches | - | 405 | 405 | 405 | 405 | 405
api:validate_batch | - | 405 | 405 | 405 | 405 | 405
api:openapi | - | 200 | 200 | 200 | 200 | 200
api:api-root | - | 404 | 404 | 404 | 404 | 404
developers | - | 200 | 200 | 200 | 200 | 200
admin:app_list | - | 200 | 200 | 200 | 200 | 200
"""

OPEN = {
    "developers": 200,
    "api:windows": 401,
    "api:organisations": 401,
    "api:schemes": 401,
    "api:questionnaire": 401,
    "api:logs": 401,
    "api:log": 401,
    "api:changes": 401,
    "api:statistics_topics": 401,
    "api:statistics": 401,
    "api:validate_log": 405,
    "api:batches": 405,
    "api:validate_batch": 405,
    "api:openapi": 200,
    "api:api-root": 404,
    "accounts:password_reset": 200,
    "accounts:link": 404,
    "orgs:agreement": 200,
    "accounts:notification": 404,
    "admin:login": 200,
    "admin:page_guidance": 200,
    "admin:page_accessibility": 200,
    "admin:page_privacy": 200,
    "admin:page_cookies": 200,
}
"""What people who are not signed in get to see."""

STOCK = {"admin:autocomplete", "admin:jsi18n", "admin:view_on_site"}
"""Helpers of the framework without records of ours: searching in select boxes asks the same permissions."""
