import { createRoute, createRouter } from '@tanstack/react-router';
import { Home } from './home.tsx';
import { page, root } from './page-route.tsx';
import type { Role } from './session.tsx';

const coordinator = { roles: ['coordinator'] } satisfies { roles: Role[] };
const tutor = { roles: ['tutor'], narrow: true } satisfies { roles: Role[]; narrow: boolean };
const operator = { roles: ['operator'] } satisfies { roles: Role[] };
const officer = { roles: ['placement-officer'] } satisfies { roles: Role[] };
const readsFigures = {
  roles: ['coordinator', 'operator', 'placement-officer', 'policy-reader'],
} satisfies { roles: Role[] };
const university = { roles: ['lecturer-coach', 'placement-officer'] } satisfies { roles: Role[] };

const home = createRoute({ getParentRoute: () => root, path: '/', component: Home });

/** Every page of the portal. */
const pages = root.addChildren([
  home,
  page(
    '/aanmelden/$branch',
    () => import('../features/referral/public-referral-page.tsx'),
    'PublicReferralPage',
    { narrow: true, says: 'door' },
  ),
  page(
    '/aanmeldingen',
    () => import('../features/referral/referrals-page.tsx'),
    'ReferralsPage',
    coordinator,
  ),
  page(
    '/aanmeldingen/nieuw',
    () => import('../features/referral/enter-referral-page.tsx'),
    'EnterReferralPage',
    coordinator,
  ),
  page(
    '/aanmeldingen/inladen',
    () => import('../features/referral/import-referrals-page.tsx'),
    'ImportReferralsPage',
    coordinator,
  ),
  page(
    '/gezinnen',
    () => import('../features/families/families-page.tsx'),
    'FamiliesPage',
    coordinator,
  ),
  page(
    '/gezinnen/$id',
    () => import('../features/families/family-page.tsx'),
    'FamilyPage',
    coordinator,
  ),
  page(
    '/leerjaren',
    () => import('../features/families/grades-page.tsx'),
    'GradesPage',
    coordinator,
  ),
  page(
    '/gezinnen/$id/wie-keek-mee',
    () => import('../features/families/record-page.tsx'),
    'RecordPage',
    coordinator,
  ),
  page('/noodtoegang', () => import('../features/families/emergency-page.tsx'), 'EmergencyPage', {
    ...coordinator,
    narrow: true,
  }),
  page(
    '/wachtlijst',
    () => import('../features/waiting/waiting-page.tsx'),
    'WaitingPage',
    coordinator,
  ),
  page(
    '/toeleidingen',
    () => import('../features/waiting/warm-referrals-page.tsx'),
    'WarmReferralsPage',
    coordinator,
  ),
  page(
    '/sociale-kaart',
    () => import('../features/waiting/social-map-page.tsx'),
    'SocialMapPage',
    coordinator,
  ),
  page('/scholen', () => import('../features/school/schools-page.tsx'), 'SchoolsPage', coordinator),
  page(
    '/overleg',
    () => import('../features/school/meetings-page.tsx'),
    'MeetingsPage',
    coordinator,
  ),
  page(
    '/cijfers',
    () => import('../features/figures/figures-page.tsx'),
    'FiguresPage',
    coordinator,
  ),
  page(
    '/cijfers/$indicator',
    () => import('../features/figures/counted-page.tsx'),
    'CountedPage',
    coordinator,
  ),
  page(
    '/werking-toetsen',
    () => import('../features/figures/examination-page.tsx'),
    'ExaminationPage',
    coordinator,
  ),
  page(
    '/studenten-op-komst',
    () => import('../features/figures/forecast-page.tsx'),
    'ForecastPage',
    coordinator,
  ),
  page(
    '/verslagen',
    () => import('../features/figures/releases-page.tsx'),
    'ReleasesPage',
    readsFigures,
  ),
  page(
    '/verslagen/$id',
    () => import('../features/figures/release-page.tsx'),
    'ReleasePage',
    readsFigures,
  ),
  page(
    '/signalen',
    () => import('../features/school/signals-page.tsx'),
    'SignalsPage',
    coordinator,
  ),
  page(
    '/talen-voor-gezinnen',
    () => import('../features/languages/languages-page.tsx'),
    'LanguagesPage',
    coordinator,
  ),
  page(
    '/talen-voor-gezinnen/$language',
    () => import('../features/languages/language-page.tsx'),
    'LanguagePage',
    coordinator,
  ),
  page(
    '/begeleiders',
    () => import('../features/people/tutors-page.tsx'),
    'TutorsPage',
    coordinator,
  ),
  page(
    '/begeleiders/inladen',
    () => import('../features/people/import-tutors-page.tsx'),
    'ImportTutorsPage',
    coordinator,
  ),
  page(
    '/begeleiders/nieuw',
    () => import('../features/people/tutor-page.tsx'),
    'NewTutorPage',
    coordinator,
  ),
  page(
    '/begeleiders/$id',
    () => import('../features/people/tutor-page.tsx'),
    'TutorPage',
    coordinator,
  ),
  page(
    '/vormingen',
    () => import('../features/people/trainings-page.tsx'),
    'TrainingsPage',
    coordinator,
  ),
  page(
    '/koppelen',
    () => import('../features/matching/proposals-page.tsx'),
    'ProposalsPage',
    coordinator,
  ),
  page(
    '/trajecten',
    () => import('../features/matching/trajectories-page.tsx'),
    'TrajectoriesPage',
    coordinator,
  ),
  page('/werkingsprofiel', () => import('../features/profile/profile-page.tsx'), 'ProfilePage', {
    roles: ['coordinator', 'tutor', 'operator'],
  }),
  page('/plan/$id', () => import('../features/tutor/plan-page.tsx'), 'PlanPage', tutor),
  page(
    '/mijn-reflecties',
    () => import('../features/tutor/my-reflections-page.tsx'),
    'MyReflectionsPage',
    tutor,
  ),
  page(
    '/studenten',
    () => import('../features/university/students-page.tsx'),
    'StudentsPage',
    university,
  ),
  page(
    '/reflecties',
    () => import('../features/university/shared-reflections-page.tsx'),
    'SharedReflectionsPage',
    { roles: ['lecturer-coach'] },
  ),
  page('/uren', () => import('../features/university/hours-page.tsx'), 'HoursPage', officer),
  page('/rooster', () => import('../features/university/roster-page.tsx'), 'RosterPage', officer),
  page(
    '/werkingen',
    () => import('../features/operator/branches-page.tsx'),
    'BranchesPage',
    operator,
  ),
  page(
    '/samen-koppelen',
    () => import('../features/operator/together-page.tsx'),
    'TogetherPage',
    operator,
  ),
  page(
    '/hogescholen',
    () => import('../features/operator/universities-page.tsx'),
    'UniversitiesPage',
    operator,
  ),
  page(
    '/medewerkers',
    () => import('../features/operator/accounts-page.tsx'),
    'AccountsPage',
    operator,
  ),
  page(
    '/medewerkers/$subject',
    () => import('../features/operator/account-page.tsx'),
    'AccountPage',
    operator,
  ),
  page(
    '/ongewoon-inzien',
    () => import('../features/operator/reading-page.tsx'),
    'ReadingPage',
    operator,
  ),
  page(
    '/vastgelopen',
    () => import('../features/operator/parked-page.tsx'),
    'ParkedPage',
    operator,
  ),
]);

const plain = (search: string) => Object.fromEntries(new URLSearchParams(search));
const text = (search: Record<string, unknown>) => {
  const params = new URLSearchParams(
    Object.entries(search)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, String(value)]),
  );
  const written = params.toString().replaceAll('%2C', ',');
  return written ? `?${written}` : '';
};

/** The router: addresses hold plain words, so that a list can be sent to a colleague. */
export const router = createRouter({
  routeTree: pages,
  parseSearch: plain,
  stringifySearch: text,
  scrollRestoration: true,
  defaultPreload: 'intent',
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
