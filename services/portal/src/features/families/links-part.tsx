import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GivenLink } from '@katrol/proto/katrol/gateway/v1/json';
import type { Family, Parent } from '@katrol/proto/katrol/intake/v1/json';
import { LinkService } from '#api/names.ts';
import { useQuery } from '#api/query.ts';
import { useCommand } from '#ui/form/use-command.ts';
import { Section } from '#ui/page.tsx';
import { When } from '#ui/when.tsx';
import { languageOf, useParentName } from './person.ts';
import { GiveLink } from '#ui/links/give-link.tsx';
import { LastMail } from '#ui/links/last-mail.tsx';

const { listLinks, revokeLink } = LinkService.method;

/** Each parent's own link: given, opened, taken back. */
export function LinksPart({ family }: { family: Family }) {
  const { t } = useTranslation();
  const { id: objectId, branchCode } = family;
  const links = useQuery(listLinks, { branchCode, objectId });
  const free = family.parents.filter((one) => !one.held);
  if (!free.length) return null;
  return (
    <Section title={t('school.links')} id="links">
      <Text className="quiet">{t('school.linksText')}</Text>
      <ul className="plain">
        {free.map((parent) => (
          <LinksOf
            key={parent.id}
            family={family}
            parent={parent}
            links={links.data?.rows.filter((one) => one.personId === parent.id) ?? []}
            hasQuestion={links.data?.questions.some((one) => one.personId === parent.id) ?? false}
          />
        ))}
      </ul>
    </Section>
  );
}

type Props = { family: Family; parent: Parent; links: GivenLink[]; hasQuestion: boolean };

function LinksOf({ family, parent, links, hasQuestion }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const name = useParentName()(parent);
  const language = languageOf(family, parent);
  const standing = links.filter((one) => !one.revokedAt);
  return (
    <li data-testid="links-of">
      <Text fw={600}>{name}</Text>
      {standing.map((link) => (
        <OneLink key={link.id} link={link} name={name} />
      ))}
      {open ? null : (
        <LastMail branchCode={family.branchCode} objectId={family.id} personId={parent.id} />
      )}
      {open ? (
        <GiveLink
          branchCode={family.branchCode}
          kind="parent-page"
          objectId={family.id}
          personId={parent.id}
          language={language || 'nl'}
          phone={parent.phone}
          hasQuestion={hasQuestion}
          close={() => setOpen(false)}
        />
      ) : (
        <Button
          size="sm"
          variant="light"
          className="no-print"
          aria-label={t('school.giveLinkTo', { name })}
          onClick={() => setOpen(true)}
        >
          {t('school.giveLink')}
        </Button>
      )}
    </li>
  );
}

function OneLink({ link, name }: { link: GivenLink; name: string }) {
  const { t } = useTranslation();
  const revoke = useCommand(revokeLink);
  return (
    <Group gap="xs">
      <Text className="quiet">
        {link.kind === 'parent-item' ? `${t('school.itemLinkOnly')} · ` : null}
        <When at={link.givenAt ?? ''} /> · {t('school.linkUntil')} <When at={link.until ?? ''} /> ·{' '}
        {t('school.openedTimes', { count: link.openedCount })}
      </Text>
      <Button
        size="compact-sm"
        variant="subtle"
        className="no-print"
        loading={revoke.saving}
        aria-label={t('school.revokeOf', { name })}
        onClick={() => void revoke.run({ id: link.id })}
      >
        {t('school.revoke')}
      </Button>
    </Group>
  );
}
