import {
  IconChartBar,
  IconHelpHexagon,
  IconReportAnalytics,
  IconTrendingUp,
  IconAddressBook,
  IconArrowsExchange,
  IconBook2,
  IconBuildingCommunity,
  IconCalendarTime,
  IconClipboardList,
  IconClockHour4,
  IconEye,
  IconFileImport,
  IconHeartHandshake,
  IconHome2,
  IconHourglass,
  IconInbox,
  IconLanguage,
  IconMap2,
  IconMessage2,
  IconMessages,
  IconNotes,
  IconRoute,
  IconSchool,
  IconSpeakerphone,
  IconSunHigh,
  IconUsers,
  type Icon,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Texts } from '#i18n/texts.ts';
import type { Where } from '#ui/url.ts';
import type { Me, Role } from './session.tsx';

type Item = { to: Where['to']; key: keyof Texts['app']['nav']; icon: Icon };

const ITEMS: Record<Role, Item[]> = {
  coordinator: [
    { to: '/', key: 'today', icon: IconSunHigh },
    { to: '/aanmeldingen', key: 'referrals', icon: IconClipboardList },
    { to: '/gezinnen', key: 'families', icon: IconUsers },
    { to: '/wachtlijst', key: 'waiting', icon: IconHourglass },
    { to: '/toeleidingen', key: 'warmReferrals', icon: IconArrowsExchange },
    { to: '/sociale-kaart', key: 'socialMap', icon: IconMap2 },
    { to: '/begeleiders', key: 'tutors', icon: IconAddressBook },
    { to: '/vormingen', key: 'trainings', icon: IconBook2 },
    { to: '/koppelen', key: 'proposals', icon: IconHeartHandshake },
    { to: '/trajecten', key: 'trajectories', icon: IconRoute },
    { to: '/scholen', key: 'schools', icon: IconSchool },
    { to: '/overleg', key: 'meetings', icon: IconMessages },
    { to: '/signalen', key: 'signals', icon: IconSpeakerphone },
    { to: '/cijfers', key: 'figures', icon: IconChartBar },
    { to: '/studenten-op-komst', key: 'forecast', icon: IconTrendingUp },
    { to: '/werking-toetsen', key: 'examination', icon: IconHelpHexagon },
    { to: '/verslagen', key: 'releases', icon: IconReportAnalytics },
    { to: '/talen-voor-gezinnen', key: 'familyLanguages', icon: IconLanguage },
    { to: '/werkingsprofiel', key: 'profile', icon: IconNotes },
  ],
  tutor: [
    { to: '/', key: 'home', icon: IconHome2 },
    { to: '/mijn-reflecties', key: 'myReflections', icon: IconMessage2 },
    { to: '/werkingsprofiel', key: 'profile', icon: IconNotes },
  ],
  'lecturer-coach': [
    { to: '/studenten', key: 'students', icon: IconSchool },
    { to: '/reflecties', key: 'reflections', icon: IconMessage2 },
  ],
  'placement-officer': [
    { to: '/studenten', key: 'students', icon: IconSchool },
    { to: '/rooster', key: 'roster', icon: IconFileImport },
    { to: '/uren', key: 'hours', icon: IconClockHour4 },
    { to: '/verslagen', key: 'releases', icon: IconReportAnalytics },
  ],
  operator: [
    { to: '/werkingen', key: 'branches', icon: IconBuildingCommunity },
    { to: '/medewerkers', key: 'accounts', icon: IconUsers },
    { to: '/hogescholen', key: 'universities', icon: IconCalendarTime },
    { to: '/samen-koppelen', key: 'together', icon: IconArrowsExchange },
    { to: '/verslagen', key: 'releases', icon: IconReportAnalytics },
    { to: '/vastgelopen', key: 'parked', icon: IconInbox },
    { to: '/ongewoon-inzien', key: 'reading', icon: IconEye },
  ],
  'policy-reader': [{ to: '/verslagen', key: 'releases', icon: IconReportAnalytics }],
};

/** The ways through the portal, by role. */
export function Navigation({ me, open, tools }: { me: Me; open: boolean; tools: ReactNode }) {
  const { t } = useTranslation();
  const seen = new Set<string>();
  const items = me.roles
    .flatMap((role) => ITEMS[role] ?? [])
    .filter((item) => !seen.has(item.to) && seen.add(item.to));
  return (
    <nav className="nav" id="navigation" data-open={open} aria-label={t('app.navigation')}>
      <div>
        <ul>
          {items.map(({ to, key, icon: Sign }) => (
            <li key={to}>
              <Link
                to={to}
                activeOptions={{ exact: to === '/', includeSearch: false }}
                activeProps={{ className: 'active' }}
              >
                <Sign size={20} stroke={1.6} aria-hidden />
                {t(`app.nav.${key}`)}
              </Link>
            </li>
          ))}
        </ul>
        <div className="tools">{tools}</div>
      </div>
    </nav>
  );
}
