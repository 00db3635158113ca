// The fake vendors in a process of their own, as vendors are: their work is not that of a question.
import { startFakeVendor } from '../../test/fakes/fake-vendor.js';
import { givenUpAsUsual, vendorEnvironment } from '../../test/support/vendors.js';

const vendor = await startFakeVendor();
process.once('disconnect', () => void vendor.close().then(() => process.exit()));
process.send?.({
  ...vendorEnvironment(vendor),
  ...givenUpAsUsual,
  // Vectors as long as those of the default model.
  HOLDFAST_EMBEDDING_DIMENSIONS: '1536',
});
