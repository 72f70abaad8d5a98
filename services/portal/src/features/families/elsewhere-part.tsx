import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { WaitingEntry, WarmReferral } from '@katrol/proto/katrol/intake/v1/json';
import { useCodes } from '#ui/codes.ts';
import { AppLink } from '#ui/link.tsx';
import { Facts, Section, Tag } from '#ui/page.tsx';
import { When } from '#ui/when.tsx';

export function WaitingPart({ entry }: { entry: WaitingEntry }) {
  const { t } = useTranslation();
  const code = useCodes();
  return (
    <Section title={t('families.waiting')}>
      <Facts
        facts={[
          [t('families.position'), String(entry.position)],
          [t('families.since'), <When key="since" at={entry.since} />],
          [t('families.waitReason'), code('WaitReason', entry.waitReason)],
          [t('families.lastContact'), entry.lastContactOn ? <When at={entry.lastContactOn} /> : ''],
          [t('families.nextContact'), entry.nextContactOn ? <When at={entry.nextContactOn} /> : ''],
        ]}
      />
      <AppLink to="/wachtlijst" search={{ open: entry.referralId }}>
        {t('families.recordContact')}
      </AppLink>
    </Section>
  );
}

export function WarmReferrals({ of, reading }: { of: WarmReferral[]; reading: boolean }) {
  const { t } = useTranslation();
  const code = useCodes();
  if (!of.length) return null;
  return (
    <Section title={t('families.warmReferrals')}>
      <ul className="plain">
        {of.map((one) => (
          <li key={one.id}>
            <Text fw={600}>
              {one.place?.name}{' '}
              <Tag tone={one.outcome === 'arrived' ? 'accent' : 'calm'}>
                {code('Arrival', one.outcome)}
              </Tag>
            </Text>
            <Text>{one.handOver}</Text>
            {one.stoppedOn ? (
              <Text>
                {t('families.placeStopped')} <When at={one.stoppedOn} />
              </Text>
            ) : null}
            {one.outcome === 'arrived' || one.outcome === 'not_wanted' ? null : (
              <Text className="quiet">
                {t('families.checkOn')} <When at={one.checkOn} />{' '}
                {reading ? null : (
                  <AppLink to="/toeleidingen" search={{ open: one.id }}>
                    {t('families.didTheyArrive')}
                  </AppLink>
                )}
              </Text>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}
