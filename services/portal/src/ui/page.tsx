import { Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconLeaf } from '@tabler/icons-react';
import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** A page: one title (also of the window), what it is for, actions at its right. */
export function Page({
  title,
  lead,
  actions,
  children,
}: {
  title: string;
  lead?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${title} · ${t('app.name')}`;
  }, [title, t]);
  return (
    <Stack gap="lg" className="page">
      <Group justify="space-between" align="flex-start" gap="md">
        <div className="page-title">
          <Title order={1}>{title}</Title>
          {lead ? <Text className="lead">{lead}</Text> : null}
        </div>
        {actions ? (
          <Group gap="sm" className="no-print">
            {actions}
          </Group>
        ) : null}
      </Group>
      {children}
    </Stack>
  );
}

/** A part of a page, with its own heading. */
export function Section({
  title,
  id,
  actions,
  children,
}: {
  title: string;
  id?: string;
  actions?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="section" id={id} aria-label={title} tabIndex={id ? -1 : undefined}>
      <Group justify="space-between" align="center" mb="sm">
        <Title order={2} size="h3">
          {title}
        </Title>
        {actions ? (
          <Group gap="xs" className="no-print">
            {actions}
          </Group>
        ) : null}
      </Group>
      {children}
    </section>
  );
}

/** Nothing here: said warmly, with what one may do. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="empty" data-testid="empty">
      <IconLeaf size={36} stroke={1.4} aria-hidden />
      <Text fw={600}>{title}</Text>
      {children}
    </div>
  );
}

/** The shape of what comes. */
export function Waiting({ lines = 4 }: { lines?: number }) {
  const { t } = useTranslation();
  return (
    <div role="status" aria-label={t('ui.loading')}>
      <Stack gap="sm" aria-hidden>
        {Array.from({ length: lines }, (_, index) => (
          <Skeleton key={index} height={44} radius="md" />
        ))}
      </Stack>
    </div>
  );
}

/** Name and value pairs, as a list that reads well aloud and on paper. */
export function Facts({ facts }: { facts: [string, ReactNode][] }) {
  return (
    <dl className="facts">
      {facts
        .filter(([, value]) => value !== '' && value !== null && value !== undefined)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

/** A small word beside something. Tone is never the only bearer of meaning. */
export function Tag({
  tone = 'calm',
  children,
}: {
  tone?: 'calm' | 'accent' | 'attention';
  children: ReactNode;
}) {
  return <span className={`tag tag-${tone}`}>{children}</span>;
}
