export { BranchesPage } from './branches-page.tsx';
export { UniversitiesPage } from './universities-page.tsx';
