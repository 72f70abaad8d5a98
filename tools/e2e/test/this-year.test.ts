import { expect, test } from '@jest/globals';
import { yearOf } from '@katrol/portal/this-year';

// Three years that are not one another: each page begins with the one that today lies in.
test.each([
  ['school_year', '2026-08-31', 2025],
  ['school_year', '2026-09-01', 2026],
  ['three_school_years', '2027-02-15', 2026],
  ['academic_year', '2026-09-20', 2025],
  ['academic_year', '2026-09-21', 2026],
  ['academic_year', '2025-09-22', 2025],
  ['academic_year', '2024-09-22', 2023],
  ['calendar_year', '2026-12-31', 2026],
  ['calendar_year', '2027-01-01', 2027],
] as const)('%s: %s lies in %d', (kind, day, year) => expect(yearOf(kind, day)).toBe(year));
