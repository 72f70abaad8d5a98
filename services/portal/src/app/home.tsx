import { Navigate } from '@tanstack/react-router';
import { later } from '#ui/later.tsx';
import { Waiting } from '#ui/page.tsx';
import { behind } from './behind.ts';
import { Guard } from './guard.tsx';
import { useSession } from './session.tsx';

const Today = later(async () => {
  const page = import('../features/today/today-page.tsx');
  await behind('homes');
  return (await page).TodayPage;
}, Waiting);
const TutorHome = later(async () => {
  const page = import('../features/tutor/tutor-home-page.tsx');
  await behind('homes');
  return (await page).TutorHomePage;
}, Waiting);
const Landing = later(async () => (await import('./landing.tsx')).Landing, Waiting);

/** Home is what asks for me: by role. */
export function Home() {
  const { me } = useSession();
  if (me === undefined)
    return (
      <Guard>
        <Waiting />
      </Guard>
    );
  if (me === null)
    return (
      <Guard>
        <Landing />
      </Guard>
    );
  if (me.roles.includes('coordinator'))
    return (
      <Guard>
        <Today />
      </Guard>
    );
  if (me.roles.includes('tutor'))
    return (
      <Guard narrow>
        <TutorHome />
      </Guard>
    );
  if (me.roles.includes('operator')) return <Navigate to="/werkingen" />;
  if (me.roles.includes('policy-reader')) return <Navigate to="/verslagen" />;
  return <Navigate to="/studenten" />;
}
