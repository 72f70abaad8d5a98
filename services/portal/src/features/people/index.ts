export { TutorsPage } from './tutors-page.tsx';
export { ImportTutorsPage } from './import-tutors-page.tsx';
export { NewTutorPage, TutorPage } from './tutor-page.tsx';
export { TrainingsPage } from './trainings-page.tsx';
