/** Fields a column of a student roster can be read as. */
export const ROSTER_FIELDS = ['student_number', 'first_name', 'last_name', 'email', 'phone', 'branch_code', 'programme', 'agreed_hours', 'starts_on', 'ends_on', 'coach', 'municipality', 'languages'];
