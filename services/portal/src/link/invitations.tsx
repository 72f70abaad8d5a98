/** @jsxImportSource preact */
import type { Folder, Meeting, MyThread } from '@katrol/proto/katrol/school_liaison/v1/json';
import { useState } from 'preact/hooks';
import { SCHOOL } from './call.ts';
import type { Acts } from './acts.ts';
import { Area, Button } from './pieces.tsx';
import { pageLanguage, say, sayDay } from './texts.ts';

/** Talks about the own child, and the folder it carries: each on a yes. */
export function Invitations({ thread, acts }: { thread: MyThread; acts: Acts }) {
  const meetings = thread.meetings.filter((one) => one.status === 'planned' || one.outcome);
  return (
    <>
      {meetings.map((meeting) => (
        <MeetingOf key={meeting.id} meeting={meeting} acts={acts} />
      ))}
      {thread.folders.map((folder) => (
        <FolderOf key={folder.id} folder={folder} acts={acts} />
      ))}
    </>
  );
}

function MeetingOf({ meeting, acts }: { meeting: Meeting; acts: Acts }) {
  const [mine] = meeting.answers;
  const [points, setPoints] = useState(mine?.points ?? '');
  const [brings, setBrings] = useState(mine?.brings ?? '');
  const answer = (said: string) =>
    acts.act(SCHOOL, 'AnswerMeeting', { meetingId: meeting.id, answer: said, points, brings });
  return (
    <section>
      <h2>{say('meeting')}</h2>
      <p>
        {meeting.childName} · {sayDay(meeting.plannedFor)} {meeting.plannedFor.slice(11)} ·{' '}
        {meeting.place}
      </p>
      {meeting.outcome ? <p>{meeting.outcome}</p> : null}
      {meeting.decisions.map((one) => (
        <p key={one.text}>
          {one.text} {one.who}
        </p>
      ))}
      {mine?.answer ? <p>{say(mine.answer === 'yes' ? 'saidYes' : 'saidNo')}</p> : null}
      {meeting.status === 'planned' && acts.page.decides ? (
        <>
          <p>{say('meetingMay')}</p>
          <Area label={say('points')} value={points} onInput={setPoints} />
          <Area label={say('brings')} value={brings} onInput={setBrings} rows={1} />
          <div class="choice">
            <Button tone="main" sign="✓" onPress={() => answer('yes')}>
              {say('yes')}
            </Button>
            <Button sign="✗" onPress={() => answer('no')}>
              {say('no')}
            </Button>
          </div>
        </>
      ) : null}
    </section>
  );
}

function FolderOf({ folder, acts }: { folder: Folder; acts: Acts }) {
  const mine = folder.approvals.at(-1);
  const answer = (said: string) =>
    acts.act(SCHOOL, 'AnswerFolder', {
      folderId: folder.id,
      answer: said,
      language: pageLanguage(),
    });
  const seen = (day: string) =>
    acts.act(SCHOOL, 'KeepFolderDay', { folderId: folder.id, day: { day, seenAtHome: true } });
  return (
    <section>
      <h2>
        {say('folder')} · {folder.childName}
      </h2>
      {acts.page.decides ? (
        <>
          <p>{say('folderMay')}</p>
          {mine ? <p>{say(mine.answer === 'yes' ? 'saidYes' : 'saidNo')}</p> : null}
          <div class="choice">
            <Button sign="✓" onPress={() => answer('yes')}>
              {say('yes')}
            </Button>
            <Button sign="✗" onPress={() => answer('no')}>
              {say('no')}
            </Button>
          </div>
        </>
      ) : null}
      <ul>
        {folder.days.map((day) => (
          <li key={day.day}>
            {sayDay(day.day)}: {day.homework} {day.wentWell} {day.teacherLine}{' '}
            {day.seenAtHome ? (
              say('seen')
            ) : (
              <Button
                sign="✓"
                label={`${say('seen')}: ${sayDay(day.day)}`}
                onPress={() => seen(day.day)}
              >
                {say('seen')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
