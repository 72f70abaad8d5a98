export { StudentsPage } from './students-page.tsx';
export { SharedReflectionsPage } from './shared-reflections-page.tsx';
export { HoursPage } from './hours-page.tsx';
export { RosterPage } from './roster-page.tsx';
