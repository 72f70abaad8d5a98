import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Family } from '@katrol/proto/katrol/intake/v1/json';
import type { Folder, Thread } from '@katrol/proto/katrol/school_liaison/v1/json';
import { SchoolLiaisonService } from '#api/names.ts';
import { Field } from '#ui/form/field.tsx';
import { FormFrame } from '#ui/form/form-frame.tsx';
import { useCommand } from '#ui/form/use-command.ts';
import { useKatrolForm } from '#ui/form/use-form.ts';
import { isoDay, When } from '#ui/when.tsx';

const { beginFolder, keepFolderDay } = SchoolLiaisonService.method;

/** The folder that each child carries between home and school, on the parents' standing yes. */
export function FolderOf({ family, thread }: { family: Family; thread: Thread }) {
  const { t } = useTranslation();
  const begin = useCommand(beginFolder);
  const { id: familyId, branchCode } = family;
  const without = family.children.filter(
    (child) =>
      thread.pupils.some((one) => one.childId === child.id && !one.until) &&
      !thread.folders.some((one) => one.childId === child.id),
  );
  return (
    <div id="map">
      <Text fw={600} component="h3">
        {t('school.folder')}
      </Text>
      {thread.folders.map((folder) => (
        <OneFolder key={folder.id} folder={folder} />
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

function OneFolder({ folder }: { folder: Folder }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <div data-testid="folder">
      <Text>
        {folder.childName} · {folder.schoolYear} ·{' '}
        {t(folder.open ? 'school.folderOpen' : 'school.folderWaits')}
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
      {!folder.open ? null : open ? (
        <DayForm folder={folder} close={() => setOpen(false)} />
      ) : (
        <Button size="sm" variant="light" className="no-print" onClick={() => setOpen(true)}>
          {t('school.keepDay')}
        </Button>
      )}
    </div>
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
    </FormFrame>
  );
}
