# What nginx and systemd need for the list of pages, made by the same generators that a sysadmin calls with other paths.
# Include it after pages.list was written.
set(nginx_conf ${CMAKE_BINARY_DIR}/nginx/portillon.conf)
set(systemd_folder ${CMAKE_BINARY_DIR}/systemd)
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/nginx)
file(GLOB nginx_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/nginx/*)
file(GLOB systemd_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/systemd/*)
set(pages_list ${CMAKE_BINARY_DIR}/pages.list)

add_custom_command(
  OUTPUT ${nginx_conf}
  COMMAND sh ${CMAKE_SOURCE_DIR}/nginx/generate < ${pages_list} > ${nginx_conf}
  DEPENDS ${nginx_sources} ${pages_list} COMMENT "nginx/portillon.conf" VERBATIM)
add_custom_command(
  OUTPUT ${systemd_folder}/system/portillon.target
  COMMAND sh ${CMAKE_SOURCE_DIR}/systemd/generate ${systemd_folder} < ${pages_list}
  DEPENDS ${systemd_sources} ${pages_list} COMMENT "systemd units" VERBATIM)
add_custom_target(surroundings ALL DEPENDS ${nginx_conf} ${systemd_folder}/system/portillon.target)
