/** Fields a column of a student roster can be read as. */
export const ROSTER_FIELDS = [
  'student_number',
  'first_name',
  'last_name',
  'email',
  'phone',
  'programme',
  'branch',
  'university',
  'agreed_hours',
  'starts_on',
  'ends_on',
  'coach',
  'languages',
  'subjects',
  'municipality',
];
