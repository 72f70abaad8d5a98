import type { ComponentType } from 'react';
import type { Role } from './session.tsx';

type Loader = () => Promise<Record<string, ComponentType>>;
export type PageRow = {
  path: string;
  load: Loader;
  name: string;
  roles?: Role[];
  narrow?: boolean;
};

const referral = () => import('../features/referral/index.ts') as Promise<never>;
const families = () => import('../features/families/index.ts') as Promise<never>;
const waiting = () => import('../features/waiting/index.ts') as Promise<never>;
const matching = () => import('../features/matching/index.ts') as Promise<never>;
const tutor = () => import('../features/tutor/index.ts') as Promise<never>;
const university = () => import('../features/university/index.ts') as Promise<never>;
const profile = () => import('../features/profile/index.ts') as Promise<never>;
const operator = () => import('../features/operator/index.ts') as Promise<never>;
const people = () => import('../features/people/index.ts') as Promise<never>;

const COORDINATOR: Role[] = ['coordinator'];
const UNIVERSITY: Role[] = ['lecturer-coach', 'placement-officer'];

/** Every page of the portal: its address, what draws it, who may see it (nobody named: everybody). */
export const PAGES: PageRow[] = [
  { path: '/aanmelden/$branch', load: referral, name: 'PublicReferralPage', narrow: true },
  { path: '/aanmeldingen', load: referral, name: 'ReferralsPage', roles: COORDINATOR },
  { path: '/aanmeldingen/nieuw', load: referral, name: 'EnterReferralPage', roles: COORDINATOR },
  {
    path: '/aanmeldingen/inladen',
    load: referral,
    name: 'ImportReferralsPage',
    roles: COORDINATOR,
  },
  { path: '/gezinnen', load: families, name: 'FamiliesPage', roles: COORDINATOR },
  { path: '/gezinnen/$id', load: families, name: 'FamilyPage', roles: COORDINATOR },
  { path: '/gezinnen/$id/wie-keek-mee', load: families, name: 'RecordPage', roles: COORDINATOR },
  { path: '/noodtoegang', load: families, name: 'EmergencyPage', roles: COORDINATOR, narrow: true },
  { path: '/wachtlijst', load: waiting, name: 'WaitingPage', roles: COORDINATOR },
  { path: '/toeleidingen', load: waiting, name: 'WarmReferralsPage', roles: COORDINATOR },
  { path: '/sociale-kaart', load: waiting, name: 'SocialMapPage', roles: COORDINATOR },
  { path: '/begeleiders', load: people, name: 'TutorsPage', roles: COORDINATOR },
  { path: '/begeleiders/inladen', load: people, name: 'ImportTutorsPage', roles: COORDINATOR },
  { path: '/begeleiders/nieuw', load: people, name: 'NewTutorPage', roles: COORDINATOR },
  { path: '/begeleiders/$id', load: people, name: 'TutorPage', roles: COORDINATOR },
  { path: '/vormingen', load: people, name: 'TrainingsPage', roles: COORDINATOR },
  { path: '/koppelen', load: matching, name: 'ProposalsPage', roles: COORDINATOR },
  { path: '/trajecten', load: matching, name: 'TrajectoriesPage', roles: COORDINATOR },
  {
    path: '/werkingsprofiel',
    load: profile,
    name: 'ProfilePage',
    roles: ['coordinator', 'tutor', 'operator'],
  },
  { path: '/plan/$id', load: tutor, name: 'PlanPage', roles: ['tutor'], narrow: true },
  {
    path: '/mijn-reflecties',
    load: tutor,
    name: 'MyReflectionsPage',
    roles: ['tutor'],
    narrow: true,
  },
  { path: '/studenten', load: university, name: 'StudentsPage', roles: UNIVERSITY },
  {
    path: '/reflecties',
    load: university,
    name: 'SharedReflectionsPage',
    roles: ['lecturer-coach'],
  },
  { path: '/uren', load: university, name: 'HoursPage', roles: ['placement-officer'] },
  { path: '/rooster', load: university, name: 'RosterPage', roles: ['placement-officer'] },
  { path: '/werkingen', load: operator, name: 'BranchesPage', roles: ['operator'] },
  { path: '/hogescholen', load: operator, name: 'UniversitiesPage', roles: ['operator'] },
  { path: '/medewerkers', load: operator, name: 'AccountsPage', roles: ['operator'] },
  { path: '/medewerkers/$subject', load: operator, name: 'AccountPage', roles: ['operator'] },
  { path: '/ongewoon-inzien', load: operator, name: 'ReadingPage', roles: ['operator'] },
  { path: '/vastgelopen', load: operator, name: 'ParkedPage', roles: ['operator'] },
];
