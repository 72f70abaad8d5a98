import type { QueryClient } from '@tanstack/react-query';
import type { Rpc } from './call.ts';
import { keyOf } from './query.ts';
import { services } from './services.ts';

type Services = typeof services;
type Name = {
  [S in keyof Services]: `${S}.${keyof Services[S]['method'] & string}`;
}[keyof Services];

/** What is read, by what it is about. */
const READS = {
  branches: ['intake.listBranches', 'intake.getReferralForm'],
  profile: [
    'matching.listTownsTogether',
    'intake.getProfile',
    'intake.listProfileVersions',
    'intake.getReferralForm',
    'intake.getAdvice',
  ],
  families: [
    'intake.getFamily',
    'intake.listFamilies',
    'intake.getReferral',
    'intake.listReferrals',
    'intake.getAdvice',
    'intake.findLikelyDuplicates',
    'intake.getFamilyLabels',
    'intake.getAgreement',
    'intake.previewConsent',
    'intake.listWaiting',
    'intake.listWarmReferrals',
    'intake.listGradesToConfirm',
    'intake.getToday',
    'audit.listReads',
  ],
  emergencies: ['intake.listMyEmergencyAccess', 'intake.getFamily', 'intake.getToday'],
  later: ['intake.listPutOff'],
  places: ['intake.listSocialMap'],
  languages: ['intake.listFamilyLanguages', 'intake.getFamilyLanguage', 'intake.getFamilyWords'],
  requests: [
    'matching.listSupportRequests',
    'matching.getProposals',
    'matching.explainPair',
    'matching.getUnmet',
    'matching.getToday',
  ],
  matches: ['matching.listMatches', 'matching.listMyTrajectories'],
  trajectories: [
    'matching.getTrajectory',
    'matching.getGroup',
    'matching.listTrajectories',
    'matching.listMyTrajectories',
    'matching.getToday',
  ],
  tutors: [
    'training.getTutor',
    'training.getMyTutor',
    'training.listTutors',
    'training.getTutorLabels',
    'training.getToday',
    'audit.listReads',
  ],
  trainings: ['training.listTrainings'],
  universities: ['training.listUniversities', 'training.listProgrammes'],
  exams: ['training.getExamPeriods'],
  students: ['training.listStudents'],
  reflections: ['training.listMyReflections', 'training.listSharedReflections'],
  accounts: ['people.listPeople', 'people.getPerson', 'people.listCoaches'],
  links: ['links.listLinks', 'links.listOutgoing'],
  parked: ['parked.listParked'],
  schools: ['school.listSchools', 'school.getThread', 'school.getToday'],
  threads: ['school.getThread', 'school.getToday', 'school.listMeetings'],
  signals: ['school.listSignals', 'school.getToday'],
  figures: ['reporting.getFigures', 'reporting.listCounted', 'reporting.getForecast'],
  examination: ['reporting.getExamination'],
  releases: ['reporting.listReleases', 'reporting.getRelease', 'reporting.getReport'],
  tableRequests: ['reporting.listTableRequests'],
  // presets and files are what they are
  nothing: [
    // asked for one pair, and over once they are one
    'intake.previewMerge',
    'intake.listProfilePresets',
    'intake.exportReferrals',
    'intake.exportFamilies',
    'intake.exportWaiting',
    'matching.exportTrajectories',
    'training.exportTutors',
    'training.exportHours',
    'audit.listRefused',
    'audit.listUnusualReading',
    'audit.verifyAudit',
    'file.putPiece',
    'reporting.listIndicators',
    'reporting.listReports',
    'reporting.exportCounted',
    'reporting.exportFigures',
    'reporting.exportRelease',
    'reporting.exportReport',
    'reporting.verifyRelease',
    // between services, and by link: no page of the portal's own
    'intake.checkLink',
    'intake.getFilesOf',
    'intake.getAddressOf',
    'school.listParentsToTell',
    'school.listContactsToTell',
    'school.checkContact',
    'school.checkItem',
    'school.getContactAddress',
    'school.getMyItem',
    'school.getMyThread',
    'school.getInbox',
    'school.beginMessage',
    'school.askQuestion',
    'school.openMessage',
    'school.answerParents',
    'school.setDigest',
    // a token, which no list shows
    'links.openLink',
    'links.renewLink',
    'intake.getReceived',
    'intake.answerArrival',
    'intake.getMyPage',
    'intake.answerOwnConsent',
    'intake.signOwnAgreement',
    'intake.chooseOwnWriting',
    'matching.getMyVisits',
    'matching.listVisitsTomorrow',
    'training.listReflectionsWaiting',
    'training.getTutorAddress',
  ],
} as const satisfies Record<string, readonly Name[]>;
type About = keyof typeof READS;
type Command = Exclude<Name, (typeof READS)[About][number]>;

const PLAN: readonly About[] = ['trajectories'];
const THREAD: readonly About[] = ['threads'];

/**
 * What each command changes, in its service and in those that hear of it. A new RPC without a row
 * does not compile.
 */
const CHANGES: Record<Command, readonly About[]> = {
  'intake.openBranch': ['branches', 'profile'],
  'intake.editProfile': ['profile', 'requests', 'tutors'],
  'intake.submitReferral': ['families'],
  'intake.enterReferral': ['families'],
  'intake.importReferrals': ['families'],
  'intake.undoReferralImport': ['families'],
  'intake.confirmPriorConsent': ['families'],
  'intake.planVisit': ['families'],
  'intake.recordVisit': ['families'],
  'intake.decideOnReferral': ['families', 'requests', 'trajectories'],
  'intake.closeReferral': ['families', 'requests', 'matches', 'trajectories'],
  'intake.reopenReferral': ['families', 'requests'],
  'intake.recordReview': ['families'],
  'intake.settleDifferences': ['families', 'requests', 'trajectories'],
  'intake.mergeFamilies': ['families', 'requests', 'trajectories'],
  'intake.undoMerge': ['families', 'requests', 'trajectories'],
  'intake.confirmGrades': ['families', 'requests', 'trajectories'],
  'intake.editFamily': ['families', 'requests'],
  'intake.addChild': ['families', 'requests', 'trajectories'],
  'intake.editChild': ['families', 'requests', 'trajectories'],
  'intake.keepParent': ['families', 'requests', 'trajectories'],
  'intake.signAgreement': ['families'],
  'intake.signTutorAgreement': ['families'],
  'intake.holdParent': ['families', 'requests', 'trajectories'],
  'intake.recordConversation': ['families', 'requests', 'trajectories', 'matches'],
  'intake.undoConversation': ['families', 'requests', 'trajectories', 'matches'],
  'intake.recordWaitingContact': ['families'],
  'intake.keepSocialMapPlace': ['places'],
  'intake.keepFamilyLanguage': ['languages'],
  'intake.keepFamilySentence': ['languages'],
  'intake.putOff': ['later'],
  'intake.checkArrival': ['families'],
  'intake.openEmergencyAccess': ['emergencies'],
  'intake.endEmergencyAccess': ['emergencies'],
  'intake.acknowledgeEmergencyAccess': ['emergencies'],
  'matching.editSupportRequest': ['requests', 'trajectories'],
  'matching.proposeMatches': ['requests'],
  'matching.proposeTogether': ['requests'],
  'matching.holdPair': ['requests'],
  'matching.acceptProposal': ['requests', 'matches', 'tutors', 'families'],
  'matching.answerMatch': ['matches', 'requests', 'trajectories', 'tutors', 'families'],
  'matching.planSession': PLAN,
  'matching.keepVisitsAt': ['trajectories'],
  'matching.changeHours': PLAN,
  'matching.logSession': ['trajectories', 'tutors', 'students'],
  'matching.logGroupSession': ['trajectories', 'tutors', 'students'],
  'matching.missSession': PLAN,
  'matching.cancelSession': PLAN,
  'matching.correctSession': ['trajectories', 'tutors', 'students'],
  'matching.answerMissed': PLAN,
  'matching.keepGoal': PLAN,
  'matching.keepBarrier': PLAN,
  'matching.keepStrengths': PLAN,
  'matching.keepGoingAlong': PLAN,
  'matching.agreeOnPlan': PLAN,
  'matching.askForHelp': PLAN,
  'matching.answerHelp': PLAN,
  'matching.keepSpecialisedQueue': PLAN,
  'matching.seekNextTutor': ['trajectories', 'requests'],
  'matching.keepClosingNote': PLAN,
  'matching.answerClosingNote': PLAN,
  'matching.raiseWorry': PLAN,
  'matching.takeUpWorry': PLAN,
  'matching.closeTrajectory': ['trajectories', 'requests', 'tutors', 'families'],
  'training.setMyReminders': ['tutors'],
  'training.keepTutor': ['tutors', 'students', 'requests', 'trajectories'],
  'training.stopTutor': ['tutors', 'students', 'requests', 'trajectories'],
  'training.resumeTutor': ['tutors', 'students', 'requests', 'trajectories'],
  'training.recordCheck': ['tutors', 'requests', 'trajectories'],
  'training.keepTraining': ['trainings', 'tutors'],
  'training.enrolTutor': ['trainings', 'tutors'],
  'training.recordAttendance': ['trainings', 'tutors', 'requests'],
  'training.importStudentRoster': ['tutors', 'students', 'universities'],
  'training.keepUniversity': ['universities'],
  'training.keepExamPeriods': ['exams', 'students', 'trajectories'],
  'training.keepProgramme': ['universities'],
  'training.setPlacementStatus': ['students', 'tutors', 'requests', 'trajectories'],
  'training.assignCoach': ['students'],
  'training.keepReflection': ['reflections'],
  'training.shareReflection': ['reflections'],
  'school.keepSchool': ['schools'],
  'school.mergeSchools': ['schools', 'threads'],
  'school.keepSchoolContact': ['schools'],
  'school.handOverContact': ['schools', 'threads'],
  'school.settlePupil': ['schools', 'threads'],
  'school.draftMessage': THREAD,
  'school.askFamily': THREAD,
  'school.answerMessage': THREAD,
  'school.undoAnswer': THREAD,
  'school.letGo': THREAD,
  'school.translateAnswer': THREAD,
  'school.skipReport': THREAD,
  'school.confirmStopped': THREAD,
  'school.chooseReading': THREAD,
  'school.takeUpQuestion': THREAD,
  'school.keepCommitment': THREAD,
  'school.keepMeeting': THREAD,
  'school.answerMeeting': THREAD,
  'school.askAtReturnMoment': THREAD,
  'school.beginFolder': THREAD,
  'school.answerFolder': THREAD,
  'school.keepFolderDay': THREAD,
  'school.raiseSignal': ['signals'],
  'school.followSignal': ['signals'],
  'reporting.keepExaminationAnswer': ['examination'],
  'reporting.makeRelease': ['releases'],
  'reporting.askTable': ['tableRequests'],
  'reporting.answerTable': ['tableRequests'],
  'reporting.keepAcademicYear': ['figures'],
  'people.invitePerson': ['accounts'],
  'people.giveBranch': ['accounts'],
  'people.takeBranch': ['accounts'],
  'people.renewPassword': ['accounts'],
  'people.endAccount': ['accounts'],
  'people.endMySessions': ['accounts'],
  'links.giveLink': ['links'],
  'links.keepLinkQuestion': ['links'],
  'links.revokeLink': ['links'],
  'links.sendLink': ['links'],
  'parked.repairParked': ['parked'],
  'parked.releaseParked': ['parked'],
  'parked.skipParked': ['parked'],
};

// a service that hears of it is as far a moment later
const HEARD_AFTER_MS = 1_000;

const isIn = (method: object, { service }: Rpc): boolean =>
  Object.values(method as Record<string, Rpc>).some((one) => one.service === service);
const split = (name: string) => name.split('.') as [keyof Services, string];

/**
 * Asks anew what a command changed: at once of its own service, a moment later of those that hear
 * of it.
 */
export function changed(queries: QueryClient, command: Rpc): void {
  const service =
    Object.entries(services).find(([, { method }]) => isIn(method, command))?.[0] ?? '';
  // what only asks changes nothing
  const abouts = CHANGES[`${service}.${command.key}` as Command] ?? [];
  const ask = (names: readonly string[]) => {
    for (const [service, rpc] of names.map(split)) {
      const asked = (services[service].method as Record<string, Rpc>)[rpc] as Rpc;
      void queries.invalidateQueries({ queryKey: keyOf(asked) });
    }
  };
  const reads = [...new Set(abouts.flatMap((about) => READS[about] as readonly Name[]))];
  ask(reads.filter((name) => split(name)[0] === service));
  const heard = reads.filter((name) => split(name)[0] !== service);
  if (heard.length) setTimeout(() => ask(heard), HEARD_AFTER_MS);
}
