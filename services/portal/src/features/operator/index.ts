export { BranchesPage } from './branches-page.tsx';
export { ParkedPage } from './parked-page.tsx';
export { UniversitiesPage } from './universities-page.tsx';
