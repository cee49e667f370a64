import { expect, it } from 'vitest'
import { keyAction } from './terminal-keys.ts'

const none = { type: 'keydown', ctrlKey: false, shiftKey: false, altKey: false, metaKey: false }
const ctrl = { ...none, ctrlKey: true }
const shifted = { ...ctrl, shiftKey: true }
const linux = { ctrlCopies: false, selected: true }
const windows = { ctrlCopies: true, selected: true }

it('copies and pastes with Shift, as terminals do', () => {
  expect(keyAction({ ...shifted, code: 'KeyC' }, linux)).toBe('copy')
  expect(keyAction({ ...shifted, code: 'KeyV' }, linux)).toBe('browser')
  expect(keyAction({ ...ctrl, code: 'Insert' }, linux)).toBe('copy')
})

it('leaves Ctrl-C and Ctrl-V to the program, unless they copy and paste as on Windows', () => {
  for (const code of ['KeyC', 'KeyV']) expect(keyAction({ ...ctrl, code }, linux)).toBeNull()
  expect(keyAction({ ...ctrl, code: 'KeyC' }, windows)).toBe('copy')
  expect(keyAction({ ...ctrl, code: 'KeyC' }, { ...windows, selected: false })).toBeNull()
  expect(keyAction({ ...ctrl, code: 'KeyV' }, windows)).toBe('browser')
})

it('searches with Ctrl-Shift-F and, on a Mac, Cmd-F', () => {
  expect(keyAction({ ...shifted, code: 'KeyF' }, linux)).toBe('search')
  expect(keyAction({ ...none, metaKey: true, code: 'KeyF' }, linux)).toBe('search')
  expect(keyAction({ ...ctrl, code: 'KeyF' }, linux)).toBeNull()
})

it('lists its links with Ctrl-Shift-O and, on a Mac, Cmd-Shift-O', () => {
  expect(keyAction({ ...shifted, code: 'KeyO' }, linux)).toBe('links')
  expect(keyAction({ ...none, metaKey: true, shiftKey: true, code: 'KeyO' }, linux)).toBe('links')
  expect(keyAction({ ...none, shiftKey: true, code: 'KeyO' }, linux)).toBeNull()
})

it('is left with Ctrl-F6, and with no key that a program has', () => {
  expect(keyAction({ ...ctrl, code: 'F6' }, linux)).toBe('leave')
  for (const keys of [none, { ...none, shiftKey: true }, shifted]) expect(keyAction({ ...keys, code: 'F6' }, linux)).toBeNull()
})

it('takes no other key from the program', () => {
  const codes = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ', (letter) => `Key${letter}`)
  for (const code of codes) {
    expect(keyAction({ ...ctrl, code }, linux)).toBeNull()
    expect(keyAction({ ...ctrl, altKey: true, code }, windows)).toBeNull()
    expect(keyAction({ ...ctrl, code, type: 'keyup' }, windows)).toBeNull()
    if (!['KeyC', 'KeyV', 'KeyF', 'KeyO'].includes(code)) expect(keyAction({ ...shifted, code }, windows)).toBeNull()
  }
})
