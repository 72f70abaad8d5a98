import type { LifeDomain } from '@katrol/proto/katrol/common/v1/codes';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import {
  describeAccess,
  kitContracts,
  kitRequests,
  startUnderTest,
  type AccessSample,
} from '@katrol/testkit';
import { startIntake } from '../src/service.ts';
import {
  conversation,
  coordinator,
  openBranches,
  received,
  referral,
  said,
  type Intake,
} from './seed.ts';

const NAME = 'Vandenkanarie';
const CHILD = 'Kanarieke';

/** A family of oostende in every state that an RPC asks about. */
async function sample(t: Intake): Promise<AccessSample> {
  await openBranches(t, { oostende: 'de-katrol', melle: 'de-katrol' });
  const as = t.as(coordinator('oostende'));
  const more = {
    contact: {
      familyName: NAME,
      phone: '0499 98 97 96',
      email: 'kooi@voorbeeld.example',
      howToReach: 'na vijf bij oma Zangvogel',
      language: 'nl',
    },
    children: [{ firstName: CHILD, grade: 'L3', school: 'De Kooi' }],
    reason: 'Redenkanarie',
    expectation: 'Hoopkanarie',
    familyQuestion: 'Vraagkanarie',
  };
  const r = await received(t, 'oostende', more);
  const waits = await received(t, 'oostende', {
    ...more,
    contact: { ...more.contact, phone: '0499 98 97 95' },
  });
  const lifeDomains: LifeDomain[] = ['homework', 'housing'];
  const visit = {
    saidVoluntary: true,
    heldOn: '2026-11-23',
    place: 'home' as const,
    familyQuestion: 'Visitekanarie',
    lifeDomains,
  };
  const visited = await as('recordVisit', {
    referralId: waits.id,
    ...visit,
    revision: waits.revision,
  });
  const waiting = await as('decideOnReferral', {
    referralId: waits.id,
    outcome: 'wait',
    familySay: 'Zegkanarie',
    reason: 'vol',
    waitReason: 'no_tutor',
    revision: visited.revision,
  });
  const { familyId } = r;
  const tutorAccount = 'tutor-of-family';
  await t.admin.query(
    `with t as (insert into family_tutor (match_id, family_id, branch_code, tutor_id, account_id)
        values (uuidv7(), $1, 'oostende', uuidv7(), '') returning tutor_id)
      insert into tutor_access (tutor_id, branch_code, account_id, revision)
        select tutor_id, 'oostende', $2, 1 from t`,
    [familyId, tutorAccount],
  );
  const known = await as('keepParent', {
    parent: {
      familyId,
      relation: 'mother',
      name: 'Moederkanarie',
      phone: '0488 11 22 33',
      email: 'nest@voorbeeld.example',
      howToReach: 'Via tante Merel',
    },
  });
  const mother = known.parents.at(-1);
  await as('holdParent', {
    parentId: mother?.id ?? '',
    hold: true,
    reason: 'Redenvandewacht',
    revision: 1,
  });
  await said(t, 'oostende', familyId, 'sharing_with_tutor');
  const asked = await conversation(t, familyId, 'statistics');
  await t.admin.query(`update family set street_and_number = 'Kooistraat 12' where id = $1`, [
    familyId,
  ]);
  await as('putOff', {
    branchCode: 'oostende',
    line: { kind: 'CONTACT_DUE', subjectId: familyId, until: '2026-11-30' },
  });
  await as('keepFamilySentence', {
    branchCode: 'oostende',
    language: 'so',
    key: 'thanks',
    dutch: 'Dank u.',
    text: 'Mahadsanid.',
  });
  const place = await as('keepSocialMapPlace', {
    place: { branchCode: 'oostende', name: `Huis ${NAME}`, domains: ['housing'] },
  });
  const warm = await t.admin.query<{ id: string }>(
    `insert into warm_referral (family_id, referral_id, branch_code, place_id,
        hand_over, occurred_on, check_on)
      values ($1, $2, 'oostende', $3, 'together',
        '2026-11-01', '2026-12-01')
      returning id::text`,
    [familyId, r.id, place.id],
  );
  const inEmergency = {
    familyBranchCode: 'oostende',
    familyName: NAME,
    phone: '0499 98 97 96',
    reason: 'De school belde: niemand haalt de kinderen af.',
  };
  const emergency = await t.as(coordinator('gent'))('openEmergencyAccess', {
    branchCode: 'gent',
    ...inEmergency,
  });
  await t.admin.query(
    `insert into consent_receipt (family_id, purpose, receiver, child_id, service, branch_code,
        sequence, applied_at)
      values ($1, 'statistics', '', '', 'matching', 'oostende', 1, now())`,
    [familyId],
  );
  await t.admin.query(
    `insert into referral_forgotten (branch_code, month, referrer_kind, why, referrals)
      values ('oostende', '2026-01-01', 'school', 'said_no', 1)`,
  );
  await t.admin.query(
    `insert into decision_holder (parent_id, family_id, branch_code, child_id, role)
      select $1, family_id, branch_code, id, 'decides' from child where family_id = $2`,
    [mother?.id, familyId],
  );
  await t.admin.query(
    `insert into agreement_signature (family_id, branch_code, side, signed_on, means, language, recorded_by)
      values ($1, 'oostende', 'tutor', '2026-11-20', 'spoken', 'nl', 'Marieke')`,
    [familyId],
  );
  const { rows: kids } = await t.admin.query<{ id: string }>(
    'select id::text from child where family_id = $1',
    [familyId],
  );
  const {
    presets: [preset],
  } = await as('listProfilePresets', {});
  const { agreementSheet } = await as('getFamily', { id: familyId });
  const hash = agreementSheet?.hash ?? '';
  const id = '019aa000-0000-7000-8000-000000000001';
  const inBranch = { branchCode: 'oostende' };
  return {
    tutorAccount,
    links: { 'parent-page': { object: familyId, person: asked.answers[0]?.personId ?? '' } },
    // who gives links and sends them asks for ids and the address, in its own name
    letsIn: ['OpenEmergencyAccess', 'GetFilesOf', 'GetAddressOf'],
    fields: {
      'family id': familyId,
      'referral id': r.id,
      'referral id, waiting': waiting.id,
      'family name': NAME,
      phone: '0499 98 97 9',
      'e-mail': 'kooi@voorbeeld',
      'how to reach': 'Zangvogel',
      address: 'Kooistraat',
      'child: first name': CHILD,
      'child: school': 'De Kooi',
      'referrer: reason': 'Redenkanarie',
      'referrer: expectation': 'Hoopkanarie',
      'family: question': 'Vraagkanarie',
      'family: question at the visit': 'Visitekanarie',
      'family: say in the decision': 'Zegkanarie',
      'parent: name': 'Moederkanarie',
      'parent: phone': '0488 11 22 33',
      'parent: e-mail': 'nest@voorbeeld',
      'parent: how to reach': 'tante Merel',
      'parent: why held': 'Redenvandewacht',
    },
    requests: {
      openBranch: {
        branch: { code: 'gent', name: 'Gent', validFrom: '2020-01-01', cell: { x: 1, y: 1 } },
        preset: 'de-katrol',
      },
      listBranches: {},
      getReferralForm: inBranch,
      getProfile: inBranch,
      listProfileVersions: inBranch,
      listProfilePresets: {},
      editProfile: {
        ...inBranch,
        validFrom: '2027-01-01',
        document: preset?.document,
        revision: 99,
      },
      submitReferral: referral('oostende'),
      enterReferral: { referral: referral('oostende') },
      findLikelyDuplicates: { ...inBranch, contact: more.contact, children: more.children },
      importReferrals: {
        ...inBranch,
        csv: Buffer.from('familienaam;telefoon;kind\nJanssens;0470 11 11 11;Jef\n'),
        preview: true,
      },
      undoReferralImport: { ...inBranch, importId: id },
      confirmPriorConsent: {
        referralId: r.id,
        priorConsent: { familyAgreed: true, familyInformed: true },
      },
      listReferrals: inBranch,
      exportReferrals: inBranch,
      getReferral: { id: waits.id },
      planVisit: { referralId: r.id, plannedFor: '2026-11-25T16:00' },
      recordVisit: { referralId: r.id, ...visit },
      getAdvice: { referralId: r.id },
      decideOnReferral: {
        referralId: r.id,
        outcome: 'wait',
        familySay: 'Goed',
        waitReason: 'no_tutor',
      },
      closeReferral: { referralId: r.id, why: 'moved' },
      reopenReferral: { referralId: r.id, reason: 'Terug' },
      recordReview: { referralId: r.id, note: 'Nagevraagd' },
      settleDifferences: { referralId: r.id, take: [] },
      listGradesToConfirm: inBranch,
      confirmGrades: { grades: [{ childId: kids[0]?.id, grade: 'L4' }] },
      previewMerge: { familyId: waits.familyId, intoFamilyId: familyId },
      mergeFamilies: { familyId: waits.familyId, intoFamilyId: familyId },
      undoMerge: { familyId: waits.familyId },
      listFamilies: inBranch,
      exportFamilies: inBranch,
      getFamily: { id: familyId },
      editFamily: { familyId, contact: more.contact },
      addChild: { familyId, child: { firstName: 'Nieuw' } },
      editChild: { childId: kids[0]?.id, child: { firstName: 'X' } },
      keepParent: { parent: { familyId, relation: 'father', name: 'Nieuw' } },
      holdParent: { parentId: mother?.id, hold: false, revision: 99 },
      recordConversation: asked,
      previewConsent: { familyId, answers: asked.answers },
      undoConversation: { familyId, conversationId: id },
      getFamilyLabels: { familyIds: [familyId] },
      listWaiting: inBranch,
      exportWaiting: inBranch,
      recordWaitingContact: { referralId: waits.id },
      listSocialMap: inBranch,
      keepSocialMapPlace: {
        place: { id: place.id, branchCode: 'oostende', name: `Huis ${NAME}`, domains: ['housing'] },
      },
      listWarmReferrals: inBranch,
      checkArrival: { warmReferralId: warm.rows[0]?.id, outcome: 'arrived' },
      getToday: inBranch,
      listMyEmergencyAccess: {},
      openEmergencyAccess: { ...inBranch, ...inEmergency },
      acknowledgeEmergencyAccess: { id: emergency.id },
      endEmergencyAccess: { id: emergency.id },
      checkLink: {
        ...inBranch,
        kind: 'parent-page',
        objectId: familyId,
        personId: asked.answers[0]?.personId,
      },
      getReceived: {},
      answerArrival: { outcome: 'arrived' },
      listPutOff: inBranch,
      putOff: { ...inBranch, line: { kind: 'CONTACT_DUE', subjectId: familyId } },
      listFamilyLanguages: inBranch,
      getFamilyLanguage: { ...inBranch, language: 'ti' },
      keepFamilyLanguage: { ...inBranch, language: 'ti' },
      keepFamilySentence: {
        ...inBranch,
        language: 'ti',
        key: 'thanks',
        dutch: 'Dank u.',
        text: 'የቐንየለይ።',
      },
      getFamilyWords: { ...inBranch, language: 'ti' },
      getMyPage: {},
      signAgreement: { familyId, side: 'branch', means: 'spoken' },
      signOwnAgreement: { language: 'nl', hash },
      getAgreement: { familyId, language: 'nl' },
      signTutorAgreement: { familyId, language: 'nl', hash },
      chooseOwnWriting: { kinds: [] },
      answerOwnConsent: { purpose: 'statistics', answer: 'yes', language: 'nl' },
      getFilesOf: { ...inBranch, familyId },
      getAddressOf: { ...inBranch, personId: mother?.id },
      ...kitRequests('intake', familyId),
    },
  };
}

describeAccess({
  services: [IntakeService, ...kitContracts(IntakeService)],
  start: () => startUnderTest(IntakeService, startIntake),
  sample,
});
