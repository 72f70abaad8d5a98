import { Navigate } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { Waiting } from '#ui/page.tsx';
import { Guard } from './guard.tsx';
import { Landing } from './landing.tsx';
import { useSession } from './session.tsx';

const Today = lazy(async () => ({
  default: (await import('../features/today/index.ts')).TodayPage,
}));
const TutorHome = lazy(async () => ({
  default: (await import('../features/tutor/index.ts')).TutorHomePage,
}));

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
        <Suspense fallback={<Waiting />}>
          <Today />
        </Suspense>
      </Guard>
    );
  if (me.roles.includes('tutor'))
    return (
      <Guard narrow>
        <Suspense fallback={<Waiting />}>
          <TutorHome />
        </Suspense>
      </Guard>
    );
  if (me.roles.includes('operator')) return <Navigate to="/werkingen" />;
  return <Navigate to="/studenten" />;
}
