import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Family } from '@katrol/proto/katrol/intake/v1/json';
import type { Folder, Thread } from '@katrol/proto/katrol/school_liaison/v1/json';
import { SchoolLiaisonService } from '#api/names.ts';
import { Field } from '#ui/form/field.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useCommand } from '#ui/form/use-command.ts';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { atSchoolToday, schoolYearOf } from '#ui/school/today.ts';
import { isoDay, When } from '#ui/when.tsx';
import { askable, usePersonName } from './person.ts';
import { NOTED, SaidBy, YES_OR_NO } from './said-by.tsx';

const { answerFolder, beginFolder, keepFolderDay } = SchoolLiaisonService.method;

/** The folder that each child carries between home and school, on the parents' standing yes. */
export function FolderOf({ family, thread }: { family: Family; thread: Thread }) {
  const { t } = useTranslation();
  const begin = useCommand(beginFolder);
  const { id: familyId, branchCode } = family;
  const without = family.children.filter(
    (child) =>
      atSchoolToday(thread.pupils).some((one) => one.childId === child.id) &&
      !thread.folders.some((one) => one.childId === child.id && one.schoolYear === schoolYearOf()),
  );
  return (
    <div id="map">
      <Text fw={600} component="h3">
        {t('school.folder')}
      </Text>
      {thread.folders.map((folder) => (
        <OneFolder key={folder.id} family={family} folder={folder} />
      ))}
      {without.map(({ id: childId, firstName: childName }) => (
        <Button
          key={childId}
          size="sm"
          variant="light"
          loading={begin.saving}
          onClick={() => void begin.run({ familyId, branchCode, childId, childName })}
        >
          {t('school.beginFolder', { child: childName })}
        </Button>
      ))}
    </div>
  );
}

type OneProps = { family: Family; folder: Folder };

function OneFolder({ family, folder }: OneProps) {
  const { t } = useTranslation();
  const name = usePersonName(family);
  const [doing, does] = useState<'nothing' | 'day' | 'answer'>('nothing');
  const close = () => does('nothing');
  const thisYear = folder.schoolYear === schoolYearOf();
  const talkTo = folder.talkTo.map(name).filter(Boolean).join(', ');
  return (
    <div data-testid="folder">
      <Text>
        {folder.childName} · {folder.schoolYear}
        {thisYear ? ` · ${t(folder.open ? 'school.folderOpen' : 'school.folderWaits')}` : ''}
      </Text>
      <ul className="plain">
        {folder.days.map((day) => (
          <li key={day.day}>
            <When at={day.day} /> · {day.homework}
            {day.wentWell ? ` · ${day.wentWell}` : ''}
            {day.ofChild ? ` · ${day.ofChild}` : ''}
            {day.teacherLine ? ` · ${day.teacherLine}` : ''}
          </li>
        ))}
      </ul>
      {thisYear && talkTo ? <Text>{t('school.talkTo', { names: talkTo })}</Text> : null}
      {doing === 'day' ? (
        <DayForm folder={folder} close={close} />
      ) : doing === 'answer' ? (
        <FolderAnswer family={family} folder={folder} close={close} />
      ) : thisYear ? (
        <Group gap="xs" className="no-print">
          {folder.open ? (
            <Button size="sm" variant="light" onClick={() => does('day')}>
              {t('school.keepDay')}
            </Button>
          ) : null}
          <Button size="sm" variant="subtle" onClick={() => does('answer')}>
            {t('school.meetingAsk')}
          </Button>
        </Group>
      ) : null}
    </div>
  );
}

/** A yes to the folder that was spoken, or that it stops. */
function FolderAnswer({ family, folder, close }: OneProps & { close: () => void }) {
  const { t } = useTranslation();
  // a young person is asked too
  const people = [...new Set([...folder.talkTo, ...askable(family)])];
  const form = useKatrolForm({
    rpc: answerFolder,
    initial: {
      folderId: folder.id,
      personId: people[0] ?? '',
      answer: 'yes',
      means: 'spoken',
    },
    done: close,
  });
  return (
    <FormFrame of={form} submit={t('ui.save')} cancel={close} testId="folder-answer-form">
      <SaidBy family={family} people={people} {...form.field('personId')} />
      <Field of={form} at="answer" label={t('school.said')} codes={YES_OR_NO} chips />
      <Field of={form} at="means" label={t('school.means')} codes={NOTED} />
    </FormFrame>
  );
}

function DayForm({ folder, close }: { folder: Folder; close: () => void }) {
  const { t } = useTranslation();
  const form = useKatrolForm({
    rpc: keepFolderDay,
    draft: `folder:${folder.id}`,
    initial: { folderId: folder.id, day: { day: isoDay() } },
    done: close,
  });
  return (
    <FormFrame of={form} submit={t('ui.save')} cancel={close} testId="folder-day-form">
      <Field of={form} at="day.day" label={t('school.day')} />
      <Field of={form} at="day.homework" label={t('school.homework')} />
      <Field of={form} at="day.wentWell" label={t('school.wentWell')} />
      <Field of={form} at="day.ofChild" label={t('school.ofChild')} />
      <Field of={form} at="day.teacherLine" label={t('school.teacherLine')} />
    </FormFrame>
  );
}
