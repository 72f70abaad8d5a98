export { FamiliesPage } from './families-page.tsx';
export { FamilyPage } from './family-page.tsx';
