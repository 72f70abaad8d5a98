import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Family } from '@katrol/proto/katrol/intake/v1/json';
import type { SchoolMessage } from '@katrol/proto/katrol/school_liaison/v1/json';
import { LinkService } from '#api/names.ts';
import { useQuery } from '#api/query.ts';
import { Trouble } from '#ui/refusal.tsx';
import { GiveLink } from '#ui/links/give-link.tsx';
import { languageOf, usePersonName } from './person.ts';

type Props = { family: Family; message: SchoolMessage; close: () => void };

/** A link to this one text, for who is asked about it: it shows nothing else of the family. */
export function ItemLinks({ family, message, close }: Props) {
  const { t } = useTranslation();
  const name = usePersonName(family);
  const { branchCode, id: familyId } = family;
  const links = useQuery(LinkService.method.listLinks, { branchCode, objectId: familyId });
  const [chosen, setChosen] = useState(message.talkTo.length === 1 ? message.talkTo[0] : undefined);
  const parent = family.parents.find(({ id }) => id === chosen);
  if (links.isError) return <Trouble error={links.error} retry={() => void links.refetch()} />;
  if (chosen === undefined || !links.data)
    return (
      <Group gap="xs">
        <Text>{t('school.itemLinkText')}</Text>
        {message.talkTo.map((personId) => (
          <Button key={personId} variant="light" onClick={() => setChosen(personId)}>
            {name(personId)}
          </Button>
        ))}
        <Button variant="subtle" onClick={close}>
          {t('ui.cancel')}
        </Button>
      </Group>
    );
  return (
    <>
      <Text>{t('school.itemLinkFor', { name: name(chosen) })}</Text>
      <GiveLink
        branchCode={branchCode}
        kind="parent-item"
        objectId={message.id}
        personId={chosen}
        language={languageOf(family, parent) || 'nl'}
        phone={parent?.phone ?? ''}
        hasQuestion={links.data.questions.some((one) => one.personId === chosen)}
        close={close}
      />
    </>
  );
}
