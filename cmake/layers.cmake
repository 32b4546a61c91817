# A layer is a static library whose sources see only the layers declared before it. The order of the calls is the
# order of the layers; tests/layering.cmake checks the #include lines against it.
set_property(GLOBAL PROPERTY portillon_layers "")

function(portillon_layer name folder)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*.cc)
  add_library(${name} STATIC ${sources})
  target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR}/fcgi ${PORTILLON_GENERATED})
  get_property(lower GLOBAL PROPERTY portillon_layers)
  target_link_libraries(${name} PUBLIC ${lower} Threads::Threads)
  add_dependencies(${name} portillon_generated)
  set_property(GLOBAL APPEND PROPERTY portillon_layers ${name})
endfunction()

function(portillon_link name)
  target_link_libraries(${name} PUBLIC ${ARGN})
endfunction()
