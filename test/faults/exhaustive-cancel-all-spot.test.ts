import '../conformance/enter.ts';
import './harness/mocks.ts';
import { describeChanges } from './cases/exhaustive-changes.ts';

describeChanges('cancel-all', 'spot');
