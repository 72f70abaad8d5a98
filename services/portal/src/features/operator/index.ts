export { AccountPage } from './account-page.tsx';
export { AccountsPage } from './accounts-page.tsx';
export { BranchesPage } from './branches-page.tsx';
export { ParkedPage } from './parked-page.tsx';
export { ReadingPage } from './reading-page.tsx';
export { UniversitiesPage } from './universities-page.tsx';
