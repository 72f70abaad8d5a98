export { ProposalsPage } from './proposals-page.tsx';
export { TrajectoriesPage } from './trajectories-page.tsx';
