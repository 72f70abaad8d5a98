export { TutorHomePage } from './tutor-home-page.tsx';
export { PlanPage } from './plan-page.tsx';
export { MyReflectionsPage } from './my-reflections-page.tsx';
