// Plain JavaScript that any Node >= 18 can run: which Node is new enough for this project.
const minimum = [22, 22]

/** @param {string} version such as `24.1.0` */
function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > minimum[0] || (major === minimum[0] && minor >= minimum[1])
}

module.exports = { minimum, isNewEnough }
