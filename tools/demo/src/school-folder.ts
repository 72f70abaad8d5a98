import { SchoolLiaisonService } from '@katrol/proto/katrol/school_liaison/v1/service_pb';
import * as texts from './school-texts.ts';
import type { Pupil } from './pupils.ts';

const liaison = SchoolLiaisonService.method;

/** A folder between home and school: the standing yes, and some days of it. Gives its id. */
export async function keepFolder({ s, familyId, childId, childName }: Pupil): Promise<string> {
  const { me, r, key, calendar, branch, plan } = s;
  const whose = { branchCode: branch.code, familyId, childId, childName };
  const { id: folderId, talkTo } = await me(liaison.beginFolder, whose, key('folder'));
  const [personId = ''] = talkTo;
  const yes = { folderId, personId, answer: 'yes', means: 'spoken' } as const;
  const said = { ...yes, language: plan.language };
  await me(liaison.answerFolder, said, key('folder-yes'));
  for (const [n, words] of texts.folderDays.entries()) {
    const teacherLine = n === 0 ? r.pick(texts.teacherLines) : '';
    const day = { ...words, day: calendar.onWeekday(1 + n * 3, [1, 2, 4][n] ?? 1), teacherLine };
    await me(liaison.keepFolderDay, { folderId, day }, key(`folder-day-${n}`));
  }
  return folderId;
}
