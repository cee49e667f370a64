// The supervisor's word for what a terminal last showed, for those rooms that do not speak its protocol.
export { parseSavedScreen, savedScreenPath, type SavedScreen } from '../../supervisor/protocol.ts'
