export { EmergencyPage } from './emergency-page.tsx';
export { FamiliesPage } from './families-page.tsx';
export { FamilyPage } from './family-page.tsx';
export { RecordPage } from './record-page.tsx';
